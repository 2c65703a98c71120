using Cppo.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Objective;

/// <summary>How a per-token loss becomes one number.</summary>
public enum AggregationMode
{
    /// <summary>Sum over all tokens divided by their number (the paper, DAPO).</summary>
    TokenMean,

    /// <summary>Mean over sequences of each sequence's token mean (GRPO, GSPO).</summary>
    SequenceMeanTokenMean,

    /// <summary>Mean over sequences of each sequence's token sum.</summary>
    SequenceMeanTokenSum,

    /// <summary>The same, divided by a constant length (Dr. GRPO).</summary>
    SequenceMeanTokenSumNorm,

    /// <summary>Plain sum.</summary>
    TokenSum,
}

/// <summary>Whose way of counting.</summary>
public enum AggregationConvention
{
    /// <summary>verl: exact counts; sequences without a token are left out (of the token mean of a sequence only, 1e-8 is added to the count).</summary>
    Verl,

    /// <summary>The CPPO recipe and PAPO: counts + 1e-8, all sequences count. Used for KL, entropy and the contrastive loss.</summary>
    Recipe,

    /// <summary>TRL and AReaL: exact counts, at least 1; all sequences count.</summary>
    Trl,
}

/// <summary>Aggregates a per-token loss under a mask. An empty mask gives 0 with zero gradients in every convention, never NaN.</summary>
/// <param name="Mode">The mean.</param>
/// <param name="Convention">The way of counting.</param>
public sealed record Aggregation(
    AggregationMode Mode = AggregationMode.TokenMean,
    AggregationConvention Convention = AggregationConvention.Verl)
{
    private const double Epsilon = 1e-8;

    /// <summary>Token mean as verl's policy loss takes it.</summary>
    public static Aggregation TokenMean { get; } = new();

    /// <summary>Token mean as the CPPO recipe takes it for KL, entropy and the contrastive loss.</summary>
    public static Aggregation RecipeTokenMean { get; } = new(Convention: AggregationConvention.Recipe);

    /// <summary>The constant length of <see cref="AggregationMode.SequenceMeanTokenSumNorm"/>; null: the padded length T of the tensor, as verl does (give it where micro-batches are padded to different lengths).</summary>
    public double? ConstantLength { get; init; }

    /// <summary>Aggregates.</summary>
    /// <param name="loss">[R, T] per token.</param>
    /// <param name="mask">[R, T], not 0 where a token counts.</param>
    /// <param name="totals">Counts of the whole mini-batch when this is one micro-batch of it; null: of this mask.</param>
    /// <returns>A scalar with gradient to the loss.</returns>
    public Tensor Of(Tensor loss, Tensor mask, AggregationTotals? totals = null)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor masked, Tensor? perRow, double by) = Parts(loss, mask, totals);
        Tensor result = Divide((perRow is null ? masked : masked.sum(-1) / perRow).sum(), by);
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>What every token adds: the sum over [R, T] is <see cref="Of"/>. Without gradient.</summary>
    /// <param name="loss">[R, T] per token.</param>
    /// <param name="mask">[R, T], not 0 where a token counts; 0 is returned for the others.</param>
    /// <param name="totals">As for <see cref="Of"/>.</param>
    /// <returns>[R, T].</returns>
    public Tensor Shares(Tensor loss, Tensor mask, AggregationTotals? totals = null)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable still = no_grad();
        (Tensor masked, Tensor? perRow, double by) = Parts(loss.detach(), mask, totals);
        Tensor shares = Divide(perRow is null ? masked : masked / perRow.unsqueeze(-1), by);
        return shares.MoveToOuterDisposeScope();
    }

    // The masked loss [R, T], what each row is divided by [R] where rows have means of their own, and what the sum is divided by.
    private (Tensor Masked, Tensor? PerRow, double By) Parts(Tensor loss, Tensor mask, AggregationTotals? totals)
    {
        ResponseMask.RequireSame(loss, "per-token loss", mask, "mask");
        if (ConstantLength is not null && Mode != AggregationMode.SequenceMeanTokenSumNorm)
        {
            throw new CppoException(
                $"A constant length cannot act under {Mode}.",
                $"Leave it out, or use {AggregationMode.SequenceMeanTokenSumNorm}.");
        }

        Tensor counted = ResponseMask.Boolean(mask);
        Tensor masked = ResponseMask.Only(loss, counted);
        AggregationTotals all = totals ?? AggregationTotals.Of(counted);
        double sequences = Convention == AggregationConvention.Verl ? all.NonEmptySequences : all.Sequences;
        return Mode switch
        {
            AggregationMode.TokenSum => (masked, null, 1),
            AggregationMode.TokenMean => (masked, null, Tokens(all.Tokens)),
            AggregationMode.SequenceMeanTokenSum => (masked, null, sequences),
            AggregationMode.SequenceMeanTokenSumNorm => (masked, null, sequences * (ConstantLength ?? mask.size(-1))),
            AggregationMode.SequenceMeanTokenMean => (masked, RowTokens(counted, loss.dtype), sequences),
            _ => throw new CppoException($"There is no aggregation {Mode}.", "Use a mode of AggregationMode."),
        };
    }

    private double Tokens(double count) => Convention == AggregationConvention.Recipe ? count + Epsilon : count;

    private Tensor RowTokens(Tensor counted, ScalarType type)
    {
        Tensor counts = counted.sum(-1, type: type); // [R]
        return Convention == AggregationConvention.Trl ? counts.clamp(min: 1.0) : counts + Epsilon;
    }

    // An empty denominator goes with an empty sum: 0, still attached to the graph.
    private static Tensor Divide(Tensor sum, double by) => by > 0 ? sum / by : sum * 0.0;
}
