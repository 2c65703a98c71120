using System.Globalization;
using Cppo.Images;
using Cppo.Perturbations.Operations;
using Cppo.Runtime;

namespace Cppo.Perturbations;

/// <summary>A Gaussian blur of fixed width; nothing is drawn. Defaults: the asynchronous recipe's (zeros outside: borders darken).</summary>
public sealed record GaussianBlur() : Perturbation("blur", PerturbationEffect.Preserving)
{
    /// <summary>Side of the neighbourhood in pixels, odd.</summary>
    public int Kernel { get; init; } = 3;

    /// <summary>Standard deviation in pixels.</summary>
    public double Sigma { get; init; } = 1;

    /// <summary>What lies beyond the picture.</summary>
    public BlurBorder Border { get; init; } = BlurBorder.Zero;

    /// <inheritdoc/>
    public override string Title => "Gaussian blur";

    /// <inheritdoc/>
    public override string Strength => string.Create(CultureInfo.InvariantCulture, $"{Kernel} × {Kernel}, σ = {Sigma:0.##}");

    /// <inheritdoc/>
    public override (Picture Picture, string Parameters) Apply(Picture picture, CounterRandom random) => (picture.Blur(Kernel, Sigma, Border), Strength);
}
