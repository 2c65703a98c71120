using System.Globalization;
using Cppo.Images;
using Cppo.Perturbations.Operations;
using Cppo.Runtime;

namespace Cppo.Perturbations;

/// <summary>Puts black squares anywhere until a share of the picture is covered (asynchronous recipe's BlackSquareCover).</summary>
public sealed record BlackSquares() : Perturbation("black-squares", PerturbationEffect.Removing)
{
    /// <summary>Side of a square in pixels; cut at the right and lower edge.</summary>
    public int Side { get; init; } = 14;

    /// <summary>The share of the pixels to cover, 0 to 1.</summary>
    public double Coverage { get; init; } = 0.8;

    /// <inheritdoc/>
    public override string Title => "black squares";

    /// <inheritdoc/>
    public override string Strength => string.Create(CultureInfo.InvariantCulture, $"{Side} px squares, {Coverage:0.##} covered");

    /// <inheritdoc/>
    protected override Perturbation Scale(double factor) => this with { Coverage = Math.Min(1, Coverage * factor) };

    /// <inheritdoc/>
    public override (Picture Picture, string Parameters) Apply(Picture picture, CounterRandom random)
    {
        bool[] covered = new bool[picture.Width * picture.Height];
        // Random corners cover a last pixel late: shares above 1 would never end.
        double target = Math.Min(Coverage, 1) * covered.Length;
        List<PixelRectangle> squares = [];
        for (int count = 0; count < target;)
        {
            PixelRectangle square = new PixelRectangle(random.Integer(0, picture.Width - 1), random.Integer(0, picture.Height - 1), Math.Max(Side, 1), Math.Max(Side, 1))
                .CutTo(picture.Width, picture.Height);
            squares.Add(square);
            for (int y = square.Y; y < square.Y + square.Height; y++)
            {
                Span<bool> row = covered.AsSpan((y * picture.Width) + square.X, square.Width);
                count += row.Count(false);
                row.Fill(true);
            }
        }

        double share = covered.AsSpan().Count(true) / (double)covered.Length;
        return (picture.WithBlack(squares), string.Create(CultureInfo.InvariantCulture, $"{squares.Count} squares of {Side} px, {share:F2} covered"));
    }
}
