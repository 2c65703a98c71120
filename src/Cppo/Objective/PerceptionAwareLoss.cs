using Cppo.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Objective;

/// <summary>PAPO's terms. Scalars with gradient.</summary>
/// <param name="Loss">What is added to the policy loss.</param>
/// <param name="Divergence">Implicit perception loss: the aggregated KL(lp, lp masked), before -gamma.</param>
/// <param name="MaskedEntropy">Minus the mean log-probability of the sampled tokens with the masked picture.</param>
/// <param name="OriginalEntropy">The same with the original picture.</param>
public sealed record PerceptionAwareTerms(Tensor Loss, Tensor Divergence, Tensor MaskedEntropy, Tensor OriginalEntropy);

/// <summary>
/// PAPO (arXiv 2507.06448): <c>-gamma * mean KL(lp, lp masked)</c> over all response tokens, plus a double entropy loss.
/// What PAPO calls entropy is minus the mean log-probability of the sampled tokens, always a token mean. Pictures are masked by
/// 14-px patches blackened with probability 0.6.
/// </summary>
public sealed record PerceptionAwareLoss
{
    /// <summary>PAPO as published for 3B models: gamma 0.01 and both entropies at 0.03.</summary>
    public static PerceptionAwareLoss DoubleEntropy { get; } = new() { MaskedEntropy = 0.03, OriginalEntropy = 0.03 };

    /// <summary>gamma. PAPO: 0.01 or 0.02.</summary>
    public double Gamma { get; init; } = 0.01;

    /// <summary>The KL estimator.</summary>
    public KullbackLeibler Estimator { get; init; } = KullbackLeibler.LowVariance;

    /// <summary>Coefficient of the masked branch's "entropy". PAPO: 0, 0.03 or 0.05.</summary>
    public double MaskedEntropy { get; init; }

    /// <summary>Coefficient of the original branch's "entropy".</summary>
    public double OriginalEntropy { get; init; }

    /// <summary>Whether the masked branch gives a gradient; PAPO's default takes it, without one, from the policy before the update.</summary>
    public bool TrainMaskedBranch { get; init; }

    /// <summary>Count only tokens at or above the (1 - share) quantile of their response's KL, the others as 0; null: all.</summary>
    public double? TopShare { get; init; }

    /// <summary>Upper bound of a token's KL; null: none.</summary>
    public double? Clip { get; init; }

    /// <summary>Computes the terms.</summary>
    /// <param name="current">lp with the original picture [R, T].</param>
    /// <param name="masked">lp with the masked picture [R, T].</param>
    /// <param name="responseMask">[R, T], not 0 where a response token is.</param>
    /// <param name="aggregation">How the KL is aggregated; null: the recipe's token mean.</param>
    /// <param name="rowWeights">Weights of the responses' KL [R]; null: 1.</param>
    /// <param name="totals">Counts of the whole mini-batch when this is one micro-batch of it.</param>
    public PerceptionAwareTerms Evaluate(
        Tensor current,
        Tensor masked,
        Tensor responseMask,
        Aggregation? aggregation = null,
        Tensor? rowWeights = null,
        AggregationTotals? totals = null)
    {
        if (TopShare is not (null or (> 0 and < 1)))
        {
            throw new CppoException($"PAPO's top share is {TopShare}.", "Give a share between 0 and 1, or null for all tokens.");
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor mask = ResponseMask.Boolean(responseMask);
        Tensor other = TrainMaskedBranch ? masked : masked.detach();
        Tensor perToken = Estimator.PerToken(current, other); // [R, T]
        if (rowWeights is not null) perToken = perToken * rowWeights.detach().to_type(perToken.dtype).unsqueeze(-1);
        if (TopShare is { } share) perToken = ResponseMask.Only(perToken, Top(perToken.detach(), mask, share));
        if (Clip is { } most) perToken = perToken.clamp(0, most);
        Tensor divergence = (aggregation ?? Aggregation.RecipeTokenMean).Of(perToken, mask, totals);
        Tensor maskedEntropy = Aggregation.RecipeTokenMean.Of(other.neg(), mask, totals);
        Tensor originalEntropy = Aggregation.RecipeTokenMean.Of(current.neg(), mask, totals);
        Tensor loss = (MaskedEntropy * maskedEntropy) + (OriginalEntropy * originalEntropy) - (Gamma * divergence);
        return new(
            loss.MoveToOuterDisposeScope(),
            divergence.MoveToOuterDisposeScope(),
            maskedEntropy.MoveToOuterDisposeScope(),
            originalEntropy.MoveToOuterDisposeScope());
    }

    private static Tensor Top(Tensor perToken, Tensor mask, double share)
    {
        Tensor valid = perToken.masked_fill(mask.logical_not(), double.NaN);
        Tensor level = tensor(1 - share, perToken.dtype, perToken.device);

        // Not dim -1: TorchSharp takes that for "over everything".
        return perToken.ge(nanquantile(valid, level, dim: 1, keepdim: true)); // [R, T]
    }
}
