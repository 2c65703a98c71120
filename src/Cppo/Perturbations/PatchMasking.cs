using System.Globalization;
using Cppo.Images;
using Cppo.Perturbations.Operations;
using Cppo.Runtime;

namespace Cppo.Perturbations;

/// <summary>Blackens cells of a grid, each by its own coin (PAPO's random_patch_blackening).</summary>
public sealed record PatchMasking() : Perturbation("patch-masking", PerturbationEffect.Removing)
{
    /// <summary>Side of a cell in pixels; the grid starts in the upper left corner and is cut at the other edges.</summary>
    public int Side { get; init; } = 14;

    /// <summary>How likely a cell is black.</summary>
    public double Probability { get; init; } = 0.6;

    /// <inheritdoc/>
    public override string Title => "patch masking";

    /// <inheritdoc/>
    public override string Strength => string.Create(CultureInfo.InvariantCulture, $"{Side} px squares, p = {Probability:0.##}");

    /// <inheritdoc/>
    protected override Perturbation Scale(double factor) => this with { Probability = Math.Min(1, Probability * factor) };

    /// <inheritdoc/>
    public override (Picture Picture, string Parameters) Apply(Picture picture, CounterRandom random)
    {
        int side = Math.Max(Side, 1), cells = 0;
        List<PixelRectangle> black = [];
        for (int y = 0; y < picture.Height; y += side)
        {
            for (int x = 0; x < picture.Width; x += side, cells++)
            {
                if (random.NextDouble() < Probability) black.Add(new PixelRectangle(x, y, side, side));
            }
        }

        return (picture.WithBlack(black), $"{black.Count} of {cells} squares of {side} px");
    }
}
