using System.Globalization;
using Cppo.Images;
using Cppo.Runtime;

namespace Cppo.Perturbations;

/// <summary>Adds normal noise to every level, pixel and channel by themselves: a test of robustness that no recipe trains on.</summary>
public sealed record GaussianNoise() : Perturbation("gaussian-noise", PerturbationEffect.Preserving)
{
    /// <summary>Standard deviation in levels.</summary>
    public double Sigma { get; init; } = 30;

    /// <inheritdoc/>
    public override string Title => "Gaussian noise";

    /// <inheritdoc/>
    public override string Strength => string.Create(CultureInfo.InvariantCulture, $"σ = {Sigma:0.##} levels");

    /// <inheritdoc/>
    protected override Perturbation Scale(double factor) => this with { Sigma = Sigma * factor };

    /// <inheritdoc/>
    public override (Picture Picture, string Parameters) Apply(Picture picture, CounterRandom random)
    {
        byte[] noisy = picture.Rgb.ToArray();
        foreach (ref byte level in noisy.AsSpan()) level = (byte)Math.Clamp(Math.Round(level + (Sigma * random.Normal())), 0, 255);
        return (new(picture.Width, picture.Height, noisy), Strength);
    }
}
