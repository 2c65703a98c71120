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

    /// <summary>Standard deviation in pixels; 0 leaves the picture as it is.</summary>
    public double Sigma { get; init; } = 1;

    /// <summary>What lies beyond the picture.</summary>
    public BlurBorder Border { get; init; } = BlurBorder.Zero;

    /// <inheritdoc/>
    public override string Title => "Gaussian blur";

    /// <inheritdoc/>
    public override string Strength => string.Create(CultureInfo.InvariantCulture, $"{Kernel} × {Kernel}, σ = {Sigma:0.##}");

    // A wider blur needs a wider neighbourhood: the kernel grows with sigma, and stays odd.
    /// <inheritdoc/>
    protected override Perturbation Scale(double factor) =>
        this with { Sigma = Sigma * factor, Kernel = factor <= 1 ? Kernel : (2 * (int)Math.Ceiling((Kernel - 1) / 2.0 * factor)) + 1 };

    /// <inheritdoc/>
    public override (Picture Picture, string Parameters) Apply(Picture picture, CounterRandom random) =>
        (Sigma == 0 ? picture : picture.Blur(Kernel, Sigma, Border), Strength);
}
