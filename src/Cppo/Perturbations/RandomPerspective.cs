using System.Globalization;
using Cppo.Images;
using Cppo.Perturbations.Operations;
using Cppo.Runtime;

namespace Cppo.Perturbations;

/// <summary>
/// Moves every corner inwards at random and stretches the picture to match, sometimes (torchvision's RandomPerspective). With the
/// paper's three preserving perturbations and a probability of one half, one view in six is the original.
/// </summary>
public sealed record RandomPerspective() : Perturbation("perspective", PerturbationEffect.Preserving)
{
    /// <summary>How far a corner may move, as a share of half a side.</summary>
    public double Distortion { get; init; } = 0.2;

    /// <summary>How likely the picture is changed at all.</summary>
    public double Probability { get; init; } = 0.5;

    /// <summary>How to read between pixels.</summary>
    public Interpolation Interpolation { get; init; } = Interpolation.Bilinear;

    /// <summary>What stands outside the original.</summary>
    public Border Border { get; init; } = Border.Black;

    /// <summary>Moves corners by whole pixels, as torchvision does; otherwise by any amount.</summary>
    public bool WholePixels { get; init; } = true;

    /// <inheritdoc/>
    public override string Strength => string.Create(CultureInfo.InvariantCulture, $"distortion {Distortion:0.##}, p = {Probability:0.##}");

    /// <inheritdoc/>
    protected override Perturbation Scale(double factor) => this with { Distortion = Math.Min(1, Distortion * factor) };

    /// <inheritdoc/>
    public override (Picture Picture, string Parameters) Apply(Picture picture, CounterRandom random)
    {
        // torchvision draws the coin first; the corners then do not depend on whether it fell.
        bool unchanged = random.NextDouble() >= Probability;
        (double X, double Y)[] inwards = [.. Enumerable.Range(0, 4).Select(_ => (Move(picture.Width, random), Move(picture.Height, random)))];
        if (unchanged) return (picture, "not applied");

        (double right, double bottom) = (picture.Width - 1, picture.Height - 1);
        (double X, double Y)[] corners = [(0, 0), (right, 0), (right, bottom), (0, bottom)];
        (double X, double Y)[] moved =
        [
            inwards[0],
            (right - inwards[1].X, inwards[1].Y),
            (right - inwards[2].X, bottom - inwards[2].Y),
            (inwards[3].X, bottom - inwards[3].Y),
        ];
        double furthest = inwards.Max(move => Math.Max(move.X, move.Y));
        string parameters = string.Create(CultureInfo.InvariantCulture, $"corners inwards by up to {furthest:0.#} px");
        return (picture.WithPerspective(corners, moved, Interpolation, Border), parameters);
    }

    private double Move(int side, CounterRandom random) =>
        WholePixels ? random.Integer(0, (int)(Distortion * (side / 2))) : random.Uniform(0, Distortion * (side / 2.0));
}
