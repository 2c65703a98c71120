using Cppo.Objective;
using Cppo.Objective.Policy;
using static TorchSharp.torch;

namespace Cppo.Training.Updates;

/// <summary>
/// The objective of a mini-batch. Ours sees it whole, however it is computed. The published recipes evaluate each micro-batch on its own and add
/// up, so that the loss depends on the split: <see cref="MicroBatchConvention"/>.
/// </summary>
internal static class PieceObjective
{
    /// <summary>Evaluates a mini-batch, in the open dispose scope.</summary>
    /// <param name="inputs">Its tensors.</param>
    /// <param name="viewRows">The responses that have views, ascending.</param>
    /// <param name="pieces">Its micro-batches.</param>
    /// <param name="options">Terms, coefficients and convention.</param>
    public static StepLoss Evaluate(
        ObjectiveInputs inputs, IReadOnlyList<int> viewRows, IReadOnlyList<(int Start, int Count)> pieces, ObjectiveOptions options)
    {
        if (options.MicroBatches == MicroBatchConvention.MiniBatch) return StepObjective.Evaluate(inputs, options);
        ObjectiveInputs[] parts = [.. pieces.Select(piece => Cut(inputs, viewRows, piece.Start, piece.Count))];
        ObjectiveTotals totals = parts.Select(ObjectiveTotals.Of).Aggregate((sum, part) => sum + part);
        StepLoss[] losses = [.. parts.Select(part => StepObjective.Evaluate(part, options, totals))];
        return new(
            Sum(losses.Select(loss => loss.Loss)),
            [.. losses[0].Terms.Select((term, index) => term with
            {
                Value = Sum(losses.Select(loss => loss.Terms[index].Value)),
                Shares = term.Shares is null ? null : cat([.. losses.Select(loss => loss.Terms[index].Shares!)], 0),
            })],
            losses[0].PolicyTokens is null ? null : Join([.. losses.Select(loss => loss.PolicyTokens!)]),
            losses[0].ContrastTokens is null ? null : Join([.. losses.Select(loss => loss.ContrastTokens!)]));
    }

    private static ObjectiveInputs Cut(ObjectiveInputs all, IReadOnlyList<int> viewRows, int start, int count)
    {
        Tensor Rows(Tensor values) => values.narrow(0, start, count);
        int first = viewRows.Count(row => row < start);
        long[] own = [.. viewRows.Where(row => row >= start && row < start + count).Select(row => (long)(row - start))];
        Tensor? Views(Tensor? values) => values?.narrow(0, first, own.Length);
        PolicyInputs policy = all.Policy;
        return new(new PolicyInputs(Rows(policy.Current), Rows(policy.Old), Rows(policy.Advantages), Rows(policy.ResponseMask))
        {
            Proximal = policy.Proximal is { } proximal ? Rows(proximal) : null,
            Weights = policy.Weights is { } weights ? Rows(weights) : null,
        })
        {
            Reference = all.Reference is { } reference ? Rows(reference) : null,
            ViewRows = tensor(own, ScalarType.Int64, policy.Current.device),
            Preserved = Views(all.Preserved),
            Removed = Views(all.Removed),
            Perception = Views(all.Perception),
            PerceptionWeights = Views(all.PerceptionWeights),
            Masked = all.Masked is { } masked ? Rows(masked) : null,
        };
    }

    private static Tensor Sum(IEnumerable<Tensor> values) => values.Aggregate((sum, value) => sum + value);

    private static PolicyLossResult Join(PolicyLossResult[] parts)
    {
        Tensor Of(Func<PolicyLossResult, Tensor> part) => cat([.. parts.Select(part)], 0);
        return new()
        {
            Loss = Of(part => part.Loss),
            Ratio = Of(part => part.Ratio),
            Clipped = Of(part => part.Clipped),
            DualClipped = Of(part => part.DualClipped),
            LogRatio = Of(part => part.LogRatio),
            BehaviourWeight = parts[0].BehaviourWeight is null ? null : Of(part => part.BehaviourWeight!),
        };
    }

    private static ContrastivePerception Join(ContrastivePerception[] parts)
    {
        Tensor Of(Func<ContrastivePerception, Tensor> part) => cat([.. parts.Select(part)], 0);
        return new(Of(part => part.Loss), Of(part => part.KlPreserved), Of(part => part.KlRemoved), Of(part => part.Margin));
    }
}
