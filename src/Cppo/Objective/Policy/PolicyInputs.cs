using static TorchSharp.torch;

namespace Cppo.Objective.Policy;

/// <summary>What a policy loss reads. [R, T], right padded.</summary>
/// <param name="Current">lp, with gradient.</param>
/// <param name="Old">Log-probabilities at the rollout.</param>
/// <param name="Advantages">[R] or [R, T].</param>
/// <param name="ResponseMask">Not 0 where a response token is.</param>
public sealed record PolicyInputs(Tensor Current, Tensor Old, Tensor Advantages, Tensor ResponseMask)
{
    /// <summary>Log-probabilities of the proximal policy; only the decoupled loss reads them.</summary>
    public Tensor? Proximal { get; init; }

    /// <summary>Constant weights of the tokens that multiply the loss (verl's rollout importance weights); null: 1.</summary>
    public Tensor? Weights { get; init; }
}
