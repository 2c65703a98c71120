using System.Globalization;
using Cppo.Images;
using Cppo.Perturbations.Operations;
using Cppo.Runtime;

namespace Cppo.Perturbations;

/// <summary>Moves the picture a little in both directions, bilinear, its edge continued: a test of robustness that no recipe trains on.</summary>
public sealed record Shift() : Perturbation("shift", PerturbationEffect.Preserving)
{
    /// <summary>The longest way in either direction, pixels.</summary>
    public double Pixels { get; init; } = 2;

    /// <inheritdoc/>
    public override string Strength => string.Create(CultureInfo.InvariantCulture, $"±{Pixels:0.##} px");

    /// <inheritdoc/>
    protected override Perturbation Scale(double factor) => this with { Pixels = Pixels * factor };

    /// <inheritdoc/>
    public override (Picture Picture, string Parameters) Apply(Picture picture, CounterRandom random)
    {
        double right = random.Uniform(-Pixels, Pixels), down = random.Uniform(-Pixels, Pixels);
        byte[] moved = new byte[picture.Rgb.Length];
        PointSampler source = new(picture, Interpolation.Bilinear, Border.Edge);
        for (int y = 0, at = 0; y < picture.Height; y++)
        {
            for (int x = 0; x < picture.Width; x++, at += 3) source.Read(x + 0.5 - right, y + 0.5 - down, moved.AsSpan(at, 3));
        }

        return (new(picture.Width, picture.Height, moved), string.Create(CultureInfo.InvariantCulture, $"{right:+0.0;−0.0;0.0} px, {down:+0.0;−0.0;0.0} px"));
    }
}
