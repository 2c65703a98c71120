using Cppo.Objective.Policy;
using static TorchSharp.torch;

namespace Cppo.Objective;

/// <summary>One term of a loss.</summary>
/// <param name="Name">"policy", "KL", "CPL" or "PAPO".</param>
/// <param name="Coefficient">What multiplies it in the loss.</param>
/// <param name="Value">Scalar with gradient, before the coefficient.</param>
public readonly record struct ObjectiveTerm(string Name, double Coefficient, Tensor Value)
{
    /// <summary>
    /// What every token adds to <see cref="Value"/>, [R, T], of the contrastive loss [V, T], without gradient: their sum is the value. Null
    /// for a term that has no such parts (PAPO's).
    /// </summary>
    public Tensor? Shares { get; init; }
}

/// <summary>
/// The loss of one micro-batch: scalars with gradient, scaled so that the sum over the micro-batches is the mini-batch's. The tensors
/// belong to the caller's dispose scope.
/// </summary>
/// <param name="Loss">Sum of coefficient times term.</param>
/// <param name="Terms">The terms that take part, in the order of the sum.</param>
/// <param name="PolicyTokens">The policy loss of each token; null where it is left out.</param>
/// <param name="ContrastTokens">The contrastive loss of each token; null where it is left out.</param>
public sealed record StepLoss(
    Tensor Loss,
    IReadOnlyList<ObjectiveTerm> Terms,
    PolicyLossResult? PolicyTokens,
    ContrastivePerception? ContrastTokens);
