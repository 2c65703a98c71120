using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Objective;

/// <summary>
/// The counts that an aggregation divides by. Taken over the whole mini-batch and handed to each micro-batch, they make the loss
/// independent of how the mini-batch is split.
/// </summary>
/// <param name="Tokens">Tokens under the mask.</param>
/// <param name="Sequences">All sequences.</param>
/// <param name="NonEmptySequences">Sequences with at least one token under the mask.</param>
public readonly record struct AggregationTotals(double Tokens, double Sequences, double NonEmptySequences)
{
    /// <summary>Counts a mask.</summary>
    /// <param name="mask">[R, T], not 0 where a token counts.</param>
    public static AggregationTotals Of(Tensor mask)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable still = no_grad();
        Tensor perSequence = ResponseMask.Boolean(mask).sum(-1, type: ScalarType.Int64); // [R]
        return new(perSequence.sum().item<long>(), mask.size(0), perSequence.gt(0).sum().item<long>());
    }

    /// <summary>The totals of two parts of a batch.</summary>
    public static AggregationTotals operator +(AggregationTotals left, AggregationTotals right) => new(
        left.Tokens + right.Tokens,
        left.Sequences + right.Sequences,
        left.NonEmptySequences + right.NonEmptySequences);
}
