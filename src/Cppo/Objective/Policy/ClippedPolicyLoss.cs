using static TorchSharp.torch;

namespace Cppo.Objective.Policy;

/// <summary>
/// PPO's clipped loss (arXiv 1707.06347, eq. 7) with the dual clip of arXiv 1912.09729: <c>max(-A rho, -A clip(rho, 1 - low, 1 + high))</c>,
/// and for A &lt; 0 at most <c>-c A</c>. Vanilla, clip-higher, Dr. GRPO and GSPO are settings of it.
/// </summary>
public sealed record ClippedPolicyLoss : PolicyLoss
{
    /// <summary>The ratio is clipped at 1 minus this.</summary>
    public double ClipLow { get; init; } = 0.2;

    /// <summary>The ratio is clipped at 1 plus this.</summary>
    public double ClipHigh { get; init; } = 0.2;

    /// <summary>c, above 1; null: no dual clip. TRL's two-sided "delta" is the same thing.</summary>
    public double? DualClip { get; init; } = 3;

    /// <inheritdoc/>
    public override string Name => Ratio.Level == RatioLevel.Token ? "clipped" : "clipped by sequence";

    /// <inheritdoc/>
    internal override PolicyLossResult Compute(PolicyInputs inputs, Tensor advantages, Tensor responseMask)
    {
        Require(DualClip is null or > 1, $"The dual clip is {DualClip}.", "Give a number above 1 (3 is usual), or null for none.");
        Require(ClipLow >= 0 && ClipHigh >= 0, $"The clip is {ClipLow} below and {ClipHigh} above.", "Give numbers of at least 0.");
        Tensor ratio = Ratio.Of(inputs.Current, inputs.Old, responseMask); // [R, T]
        Tensor plain = -advantages * ratio;
        Tensor clipped = -advantages * ratio.clamp(1 - ClipLow, 1 + ClipHigh);
        Tensor loss = maximum(plain, clipped);
        Tensor dualClipped = zeros_like(responseMask);
        if (DualClip is { } factor)
        {
            Tensor negative = advantages.lt(0);
            Tensor ceiling = -advantages * factor;
            dualClipped = loss.gt(ceiling) & negative;
            loss = where(negative, minimum(loss, ceiling), loss);
        }

        return new()
        {
            Loss = loss,
            Ratio = ratio,
            Clipped = clipped.gt(plain),
            DualClipped = dualClipped,
            LogRatio = LogRatioOf(inputs),
        };
    }
}
