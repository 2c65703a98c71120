using Cppo.Models;
using Cppo.Runtime;
using static TorchSharp.torch;

namespace Cppo.Training.Updates;

/// <summary>
/// The batch of a step and what all its updates share: the order of the mini-batches and, where there are several, the
/// log-probabilities under the policy before the first update and under the reference policy.
/// </summary>
internal sealed class StepBatch : IDisposable
{
    private readonly long[] firstRow;

    private StepBatch(ResponseBatch responses)
    {
        Responses = responses;
        firstRow = new long[responses.Groups.Count];
        for (int i = 1; i < firstRow.Length; i++) firstRow[i] = firstRow[i - 1] + responses.Groups[i - 1].Responses.Count;
    }

    /// <summary>All responses of the step.</summary>
    public ResponseBatch Responses { get; }

    /// <summary>One a update, in order.</summary>
    public IReadOnlyList<MiniBatch> MiniBatches { get; private set; } = [];

    /// <summary>lp before the first update, [all, T]; null where the only update takes the current ones.</summary>
    public Tensor? Old { get; private set; }

    /// <summary>Under the reference policy, [all, T]; null where it is none, or the only update computes it.</summary>
    public Tensor? Reference { get; private set; }

    /// <summary>lp with PAPO's masked view before the first update, [all, T]; null where there is none, it is trained, or the only update computes it.</summary>
    public Tensor? Masked { get; private set; }

    /// <summary>A batch that serves one update.</summary>
    public static StepBatch Whole(Policy policy, IReadOnlyList<GroupRecord> groups, Method method)
    {
        StepBatch batch = new(ResponseBatch.Of(policy, groups, method.Sampling.Temperature));
        batch.MiniBatches = [new(batch, 0, 0, [.. Enumerable.Range(0, groups.Count)])];
        return batch;
    }

    /// <summary>Orders the mini-batches of every epoch, and runs what they share.</summary>
    /// <param name="step">Policy, method, seed and number of the step.</param>
    /// <param name="groups">Groups with advantages and views.</param>
    /// <param name="reference">The reference policy; null where the method has none.</param>
    /// <param name="clock">Books the time.</param>
    /// <param name="cancellation">Looked at between passes.</param>
    public static StepBatch Of(
        TrainingStep step, IReadOnlyList<GroupRecord> groups, ReferencePolicy? reference, PhaseClock clock, CancellationToken cancellation)
    {
        UpdateOptions options = step.Method.Updates;
        StepBatch batch = Whole(step.Policy, groups, step.Method);
        batch.MiniBatches = [.. Enumerable.Range(0, options.Epochs)
            .SelectMany(epoch => Parts(groups.Count, options.MiniBatchPrompts, step.Seed, step.Number, epoch).Select(part => (epoch, part)))
            .Select((each, update) => new MiniBatch(batch, update, each.epoch, each.part))];
        if (batch.MiniBatches.Count == 1) return batch;
        try
        {
            int atOnce = options.MicroBatchResponses > 0 ? options.MicroBatchResponses : batch.MiniBatches.Max(part => part.Responses.Rows.Count);
            if (options.Old == OldPolicy.Recomputed && step.Method.Objective.PolicyCoefficient != 0)
                batch.Old = FixedScores.Of(batch.Responses, atOnce, rows => batch.Responses.Score(step.Policy, rows), "old", clock, cancellation);
            if (reference is not null)
                batch.Reference = FixedScores.Of(batch.Responses, atOnce, rows => reference.Score(batch.Responses, rows), "reference", clock, cancellation);
            if (step.Method is { UsesMask: true, Objective.PerceptionAware.TrainMaskedBranch: false })
                batch.Masked = FixedScores.Of(batch.Responses, atOnce, rows => batch.Responses.Score(step.Policy, rows), "masked", clock, cancellation, PictureView.Masked);
            return batch;
        }
        catch
        {
            batch.Dispose();
            throw;
        }
    }

    /// <summary>The responses of a prompt, as rows of the whole batch.</summary>
    public IEnumerable<long> RowsOf(int prompt) =>
        Enumerable.Range(0, Responses.Groups[prompt].Responses.Count).Select(index => firstRow[prompt] + index);

    /// <inheritdoc/>
    public void Dispose()
    {
        Old?.Dispose();
        Reference?.Dispose();
        Masked?.Dispose();
    }

    private static IEnumerable<int[]> Parts(int prompts, int size, ulong seed, int step, int epoch)
    {
        int[] order = [.. Enumerable.Range(0, prompts)];
        if (size == 0 || size >= prompts) return [order];
        new CounterRandom(seed, "mini-batches", (ulong)step, (ulong)epoch).Shuffle(order);
        return order.Chunk(size);
    }
}
