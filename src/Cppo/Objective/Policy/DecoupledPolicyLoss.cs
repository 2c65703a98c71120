using Cppo.Runtime;
using static TorchSharp.torch;

namespace Cppo.Objective.Policy;

/// <summary>
/// AReaL's decoupled loss (arXiv 2505.24298, section 5.2): the ratio is taken to a proximal policy, and the behaviour weight
/// <c>exp(proximal - old)</c> multiplies the loss. Tokens whose weight is above the cap are dropped but stay in the
/// aggregation's denominator.
/// </summary>
public sealed record DecoupledPolicyLoss : PolicyLoss
{
    /// <summary>The loss against the proximal policy.</summary>
    public PolicyLoss Inner { get; init; } = new ClippedPolicyLoss
    {
        Ratio = ImportanceRatio.Unbounded, ClipLow = 0.4, ClipHigh = 0.4, DualClip = null,
    };

    /// <summary>Largest behaviour weight that is kept; null: no cap. Asynchronous recipe: 5.</summary>
    public double? BehaviourWeightCap { get; init; } = 5;

    /// <inheritdoc/>
    public override string Name => $"decoupled {Inner.Name}";

    /// <inheritdoc/>
    internal override PolicyLossResult Compute(PolicyInputs inputs, Tensor advantages, Tensor responseMask)
    {
        Tensor proximal = inputs.Proximal ?? throw new CppoException(
            "The decoupled policy loss needs the log-probabilities of the proximal policy.",
            "Give PolicyInputs.Proximal, or use a loss that is not decoupled.");
        Require(Inner is not DecoupledPolicyLoss, "A decoupled loss lies within a decoupled loss.", "Decouple once.");
        PolicyLossResult inner = Inner.Compute(inputs with { Old = proximal }, advantages, responseMask);
        Tensor weight = (proximal - inputs.Old).detach().exp(); // [R, T]
        Tensor dropped = responseMask.logical_not();
        if (BehaviourWeightCap is { } cap) dropped = dropped | weight.gt(cap);
        weight = weight.masked_fill(dropped, 0.0);
        return inner with { Loss = inner.Loss * weight, BehaviourWeight = weight };
    }
}
