using Cppo.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Objective;

/// <summary>The contrastive perception loss of each token, with what it is made of. All [R, T], nats.</summary>
/// <param name="Loss">softplus(-margin / tau), with gradients to the three branches.</param>
/// <param name="KlPreserved">KL(lp, lp+), with gradients.</param>
/// <param name="KlRemoved">KL(lp, lp-), with gradients.</param>
/// <param name="Margin">KlRemoved - KlPreserved, detached: positive is what the loss wants.</param>
public sealed record ContrastivePerception(Tensor Loss, Tensor KlPreserved, Tensor KlRemoved, Tensor Margin)
{
    /// <summary>Moves all tensors to the enclosing dispose scope.</summary>
    internal ContrastivePerception MoveToOuterDisposeScope() => new(
        Loss.MoveToOuterDisposeScope(),
        KlPreserved.MoveToOuterDisposeScope(),
        KlRemoved.MoveToOuterDisposeScope(),
        Margin.MoveToOuterDisposeScope());
}

/// <summary>
/// CPL, the paper's contrastive loss (section 3): for a perception token with log-probability lp, lp+ under the
/// information-preserving view and lp- under the information-removing one,
/// <c>L = softplus((KL(lp, lp+) - KL(lp, lp-)) / tau)</c>. That is the InfoNCE of two with -KL as similarity; at margin 0 it is ln 2.
/// Nothing is detached unless asked for: all three branches learn. Above 20 the softplus is linear and its derivative exactly 1.
/// </summary>
public sealed record ContrastivePerceptionLoss
{
    /// <summary>The paper and its synchronous scripts: k3, tau 0.1.</summary>
    public static ContrastivePerceptionLoss Synchronous { get; } = new();

    /// <summary>
    /// The asynchronous recipe: k1 clamped to +-10. A different algorithm: KL(lp, lp+) - KL(lp, lp-) = (lp - lp+) - (lp - lp-) =
    /// lp- - lp+, so the anchor lp cancels and gets no gradient (but where exactly one of the two clamps is active); only
    /// the two perturbed branches learn.
    /// </summary>
    public static ContrastivePerceptionLoss Asynchronous { get; } = new() { Estimator = KullbackLeibler.ClampedK1 };

    /// <summary>tau. Paper: 0.1.</summary>
    public double Temperature { get; init; } = 0.1;

    /// <summary>The KL estimator of both terms.</summary>
    public KullbackLeibler Estimator { get; init; } = KullbackLeibler.LowVariance;

    /// <summary>Whether lp, with the original picture, learns from this loss; otherwise it is a constant in it.</summary>
    public bool TrainAnchor { get; init; } = true;

    /// <summary>Whether lp+ learns; otherwise it is a constant.</summary>
    public bool TrainPreserved { get; init; } = true;

    /// <summary>Whether lp- learns. Lowering it is the cheapest way to lower the loss; as a constant it only says how much is asked of lp+.</summary>
    public bool TrainRemoved { get; init; } = true;

    /// <summary>Computes the loss of every token; which tokens count is the aggregation's mask.</summary>
    /// <param name="anchor">lp with the original picture [R, T].</param>
    /// <param name="preserved">lp+ with the information-preserving view [R, T].</param>
    /// <param name="removed">lp- with the information-removing view [R, T].</param>
    public ContrastivePerception PerToken(Tensor anchor, Tensor preserved, Tensor removed)
    {
        if (!(Temperature > 0))
        {
            throw new CppoException(
                $"The contrastive temperature is {Temperature}.", "Give a temperature above 0; the paper uses 0.1.");
        }

        using DisposeScope scope = NewDisposeScope();
        if (!TrainAnchor) anchor = anchor.detach();
        if (!TrainPreserved) preserved = preserved.detach();
        if (!TrainRemoved) removed = removed.detach();
        Tensor klPreserved = Estimator.PerToken(anchor, preserved); // [R, T]
        Tensor klRemoved = Estimator.PerToken(anchor, removed); // [R, T]
        Tensor logit = (klPreserved - klRemoved) / Temperature;
        Tensor loss = nn.functional.softplus(logit, 1, 20);
        Tensor margin = (klRemoved - klPreserved).detach();
        return new ContrastivePerception(loss, klPreserved, klRemoved, margin).MoveToOuterDisposeScope();
    }
}
