using System.Globalization;
using Cppo.Images;
using Cppo.Perturbations.Operations;
using Cppo.Runtime;

namespace Cppo.Perturbations;

/// <summary>Uniform noise everywhere: nothing of the picture is left, unless its share is below 1.</summary>
public sealed record FullNoise() : Perturbation("noise", PerturbationEffect.Removing)
{
    /// <summary>How much of the noise is in the result: 1 is all of it, 0 the picture itself.</summary>
    public double Share { get; init; } = 1;

    /// <inheritdoc/>
    public override string Strength => Share == 1 ? "levels 0–254" : string.Create(CultureInfo.InvariantCulture, $"levels 0–254, share {Share:0.##}");

    /// <inheritdoc/>
    protected override Perturbation Scale(double factor) => this with { Share = Math.Min(1, Share * factor) };

    /// <inheritdoc/>
    public override (Picture Picture, string Parameters) Apply(Picture picture, CounterRandom random) =>
        (picture.MixedWith(new Picture(picture.Width, picture.Height, CoverOperations.Noise(random, picture.Rgb.Length)), Share), Strength);
}
