using Cppo.Objective.Policy;
using static TorchSharp.torch;

namespace Cppo.Objective;

/// <summary>
/// What the loss of one micro-batch of R responses reads; right padded. V of the responses have perturbed views. What a term that
/// is left out would read may be null.
/// </summary>
/// <param name="Policy">Log-probabilities, advantages and response mask [R, T].</param>
public sealed record ObjectiveInputs(PolicyInputs Policy)
{
    /// <summary>Log-probabilities of the reference policy [R, T].</summary>
    public Tensor? Reference { get; init; }

    /// <summary>The responses that have views, int64 [V]; null: all of them, in order.</summary>
    public Tensor? ViewRows { get; init; }

    /// <summary>Log-probabilities with the information-preserving view, lp+ [V, T].</summary>
    public Tensor? Preserved { get; init; }

    /// <summary>Log-probabilities with the information-removing view, lp- [V, T].</summary>
    public Tensor? Removed { get; init; }

    /// <summary>The tokens in the contrastive loss, selected and gated [V, T].</summary>
    public Tensor? Perception { get; init; }

    /// <summary>How much these tokens count relative to each other, at least 0 [V, T]; null: all the same.</summary>
    public Tensor? PerceptionWeights { get; init; }

    /// <summary>Log-probabilities with PAPO's masked view [R, T].</summary>
    public Tensor? Masked { get; init; }
}

/// <summary>The counts of the whole mini-batch that the terms of its micro-batches are divided by.</summary>
/// <param name="Response">Of the response masks.</param>
/// <param name="Perception">Of the contrastive masks; all responses count as its sequences, whether they have views or not.</param>
/// <param name="MicroBatches">Number of micro-batches.</param>
public readonly record struct ObjectiveTotals(AggregationTotals Response, AggregationTotals Perception, int MicroBatches)
{
    /// <summary>Counts one micro-batch; add them up.</summary>
    public static ObjectiveTotals Of(ObjectiveInputs inputs)
    {
        AggregationTotals response = AggregationTotals.Of(inputs.Policy.ResponseMask);
        AggregationTotals perception = inputs.Perception is { } mask ? AggregationTotals.Of(mask) : default;
        return new(response, perception with { Sequences = response.Sequences }, 1);
    }

    /// <summary>The totals of two parts of a mini-batch.</summary>
    public static ObjectiveTotals operator +(ObjectiveTotals left, ObjectiveTotals right) => new(
        left.Response + right.Response, left.Perception + right.Perception, left.MicroBatches + right.MicroBatches);
}
