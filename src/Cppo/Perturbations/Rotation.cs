using System.Globalization;
using Cppo.Images;
using Cppo.Perturbations.Operations;
using Cppo.Runtime;

namespace Cppo.Perturbations;

/// <summary>Turns the picture about its centre by a random angle; the size stays. Defaults: the recipes' (nearest pixel, black corners).</summary>
public sealed record Rotation() : Perturbation("rotation", PerturbationEffect.Preserving)
{
    /// <summary>The largest angle to either side, in degrees.</summary>
    public double Degrees { get; init; } = 10;

    /// <summary>How to read between pixels.</summary>
    public Interpolation Interpolation { get; init; } = Interpolation.Nearest;

    /// <summary>What stands outside the original.</summary>
    public Border Border { get; init; } = Border.Black;

    /// <inheritdoc/>
    public override string Strength => string.Create(CultureInfo.InvariantCulture, $"±{Degrees:0.##}°");

    /// <inheritdoc/>
    protected override Perturbation Scale(double factor) => this with { Degrees = Degrees * factor };

    /// <inheritdoc/>
    public override (Picture Picture, string Parameters) Apply(Picture picture, CounterRandom random)
    {
        double degrees = random.Uniform(-Degrees, Degrees);
        return (picture.Rotate(degrees, Interpolation, Border), string.Create(CultureInfo.InvariantCulture, $"{degrees:+0.0;−0.0;0.0}°"));
    }
}
