using Cppo.Images;
using Cppo.Perturbations.Operations;
using Cppo.Runtime;

namespace Cppo.Perturbations;

/// <summary>Uniform noise everywhere: nothing of the picture is left.</summary>
public sealed record FullNoise() : Perturbation("noise", PerturbationEffect.Removing)
{
    /// <inheritdoc/>
    public override string Strength => "levels 0–254";

    /// <inheritdoc/>
    public override (Picture Picture, string Parameters) Apply(Picture picture, CounterRandom random) =>
        (new Picture(picture.Width, picture.Height, CoverOperations.Noise(random, picture.Rgb.Length)), Strength);
}
