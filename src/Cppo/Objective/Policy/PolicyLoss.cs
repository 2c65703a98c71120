using Cppo.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Objective.Policy;

/// <summary>
/// A policy loss: a record of its options with one pure function. Each kind has only the options that act in it. The aggregation
/// (<see cref="Aggregation"/>) turns its per-token values into the loss.
/// </summary>
public abstract record PolicyLoss
{
    /// <summary>GRPO and the paper's scripts (verl "vanilla"): clip 0.2 on both sides, dual clip 3.</summary>
    public static ClippedPolicyLoss Vanilla { get; } = new();

    /// <summary>DAPO's clip-higher (arXiv 2503.14476, section 3.1): 0.2 below, 0.28 above.</summary>
    public static ClippedPolicyLoss ClipHigher { get; } = new() { ClipHigh = 0.28, DualClip = 10 };

    /// <summary>Dr. GRPO (arXiv 2503.20783): the plain clipped loss without dual clip; aggregate by a constant length.</summary>
    public static ClippedPolicyLoss DrGrpo { get; } = new() { DualClip = null };

    /// <summary>GSPO (arXiv 2507.18071): one ratio a sequence, straight through; clip 3e-4 and 4e-4; aggregate by sequence means.</summary>
    public static ClippedPolicyLoss Gspo { get; } = new()
    {
        Ratio = ImportanceRatio.VerlSequence, ClipLow = 3e-4, ClipHigh = 4e-4, DualClip = null,
    };

    /// <summary>CISPO (arXiv 2506.13585).</summary>
    public static CispoPolicyLoss Cispo { get; } = new();

    /// <summary>SAPO (arXiv 2511.20347): a soft gate in place of the clip; aggregate by sequence means.</summary>
    public static SapoPolicyLoss Sapo { get; } = new();

    /// <summary>AReaL's decoupled loss (arXiv 2505.24298, section 5.2) with the asynchronous recipe's clip 0.4.</summary>
    public static DecoupledPolicyLoss Decoupled { get; } = new();

    /// <summary>The ratio to the old (decoupled: proximal) policy.</summary>
    public ImportanceRatio Ratio { get; init; } = ImportanceRatio.Verl;

    /// <summary>Short name for reports.</summary>
    public abstract string Name { get; }

    /// <summary>The loss of every token, with gradient to the current log-probabilities.</summary>
    public PolicyLossResult PerToken(PolicyInputs inputs)
    {
        ResponseMask.RequireSame(inputs.Current, "current log-probabilities", inputs.Old, "old log-probabilities");
        ResponseMask.RequireSame(inputs.Current, "current log-probabilities", inputs.ResponseMask, "response mask");
        using DisposeScope scope = NewDisposeScope();
        Tensor mask = ResponseMask.Boolean(inputs.ResponseMask);
        Tensor advantages = ResponseMask.PerToken(inputs.Advantages, inputs.Current); // [R, T]
        PolicyLossResult result = Compute(inputs, advantages, mask);
        if (inputs.Weights is { } weights) result = result with { Loss = result.Loss * weights.detach() };
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>The formula; runs inside the caller's dispose scope.</summary>
    internal abstract PolicyLossResult Compute(PolicyInputs inputs, Tensor advantages, Tensor responseMask);

    /// <summary>lp - old for the metrics, with the clamps of a token ratio.</summary>
    private protected Tensor LogRatioOf(PolicyInputs inputs)
    {
        Tensor difference = (inputs.Current - inputs.Old).detach();
        return Ratio is { Level: RatioLevel.Token, LowestLogRatio: { } low, HighestLogRatio: { } high }
            ? difference.clamp(low, high)
            : difference;
    }

    /// <summary>Demands that the options make sense.</summary>
    private protected static void Require(bool valid, string problem, string advice)
    {
        if (!valid) throw new CppoException(problem, advice);
    }
}
