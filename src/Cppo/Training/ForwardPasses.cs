using Cppo.Models;
using Cppo.Objective;
using Cppo.Objective.Detectors;
using Cppo.Training.Updates;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Training;

/// <summary>
/// The policy on (image, prompt, response), (image+, prompt, response) and (image-, prompt, response): stage 5. R responses in the
/// order of the groups, right padded to T tokens; V of them have views. Holds what the backward pass needs: dispose it after the update.
/// </summary>
public sealed class ForwardPasses : IDisposable
{
    private readonly ResponseScores? masked;
    private Tensor? fixedMasked;

    private ForwardPasses(MiniBatch part, IReadOnlyList<int> viewRows, PassRunner runner, IReadOnlyDictionary<PictureView, ResponseScores> scores)
    {
        (Part, ViewRows, Runner) = (part, viewRows, runner);
        (Original, Preserved, Removed) = (scores[PictureView.Original], scores[PictureView.Preserving], scores[PictureView.Removing]);
        masked = scores.GetValueOrDefault(PictureView.Masked);
    }

    /// <summary>Prompts and responses that were run.</summary>
    public IReadOnlyList<GroupRecord> Groups => Part.Responses.Groups;

    /// <summary>With the original picture: log-probabilities, entropies and mask, each [R, T].</summary>
    public ResponseScores Original { get; }

    /// <summary>Log-probabilities under the reference policy, [R, T], without gradient; null where the method has no reference.</summary>
    public Tensor? Reference { get; private set; }

    /// <summary>Log-probabilities before the step's first update, [R, T], without gradient; null where the batch serves one update, so that they are the current ones.</summary>
    public Tensor? Old { get; private set; }

    /// <summary>
    /// Log-probabilities with PAPO's masked view, [R, T]: with gradient where the method trains that branch, else of the policy before the
    /// step's first update; null where the method has none.
    /// </summary>
    public Tensor? Masked => masked?.LogProbabilities ?? fixedMasked;

    /// <summary>KL of the whole next-token distributions, original against removing view, [V, T], nats; null where no detector asks for it.</summary>
    public Tensor? Divergence { get; private set; }

    /// <summary>Rows of the responses that have views, ascending; the rows of <see cref="Preserved"/> and <see cref="Removed"/>.</summary>
    public IReadOnlyList<int> ViewRows { get; }

    /// <summary>With the preserving view, each [V, T].</summary>
    public ResponseScores Preserved { get; }

    /// <summary>With the removing view, each [V, T].</summary>
    public ResponseScores Removed { get; }

    /// <summary>Responses in the order of the rows.</summary>
    public IEnumerable<ResponseRecord> Responses => Groups.SelectMany(group => group.Responses);

    /// <summary>Which update of the step this serves.</summary>
    internal MiniBatch Part { get; }

    /// <summary>Runs the backward pass.</summary>
    internal PassRunner Runner { get; }

    /// <summary>Runs the passes of a mini-batch with gradient, the perturbed ones for the responses that can use them.</summary>
    internal static ForwardPasses Run(
        Policy policy, ReferencePolicy? reference, MiniBatch part, Method method, PhaseClock clock, CancellationToken cancellation)
    {
        int[] viewRows = [.. part.Responses.Rows.Where(row => row.Group.Removing.Count > 0 && ViewStage.IsUsed(row.Response, method))
            .Select(row => row.Index)];
        int atOnce = method.Updates.MicroBatchResponses;
        bool masks = method is { UsesMask: true, Objective.PerceptionAware.TrainMaskedBranch: true };
        ForwardPasses passes = Run(policy, part, viewRows, masks, atOnce, alternatives: 0, clock, cancellation);
        try
        {
            passes.Measure(policy, method, atOnce, clock, cancellation);
            passes.Old = part.Of(part.Step.Old);
            passes.Reference = part.Of(part.Step.Reference) ?? (reference is null ? null : FixedScores.Of(
                part.Responses, atOnce, rows => reference.Score(part.Responses, rows), "reference", clock, cancellation));
            if (!method.UsesMask || masks) return passes;
            passes.fixedMasked = part.Of(part.Step.Masked) ?? FixedScores.Of(
                part.Responses, atOnce, rows => part.Responses.Score(policy, rows), "masked", clock, cancellation, PictureView.Masked);
            return passes;
        }
        catch
        {
            passes.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Runs the passes without gradient, for looking: every response of a group that has views is run under them, whatever its
    /// advantage, with the likeliest alternatives of every token.
    /// </summary>
    internal static ForwardPasses Inspect(Policy policy, IReadOnlyList<GroupRecord> groups, Method method, int alternatives)
    {
        using IDisposable none = no_grad();
        using StepBatch batch = StepBatch.Whole(policy, groups, method);
        int[] viewRows = [.. batch.Responses.Rows.Where(row => row.Group.Removing.Count > 0).Select(row => row.Index)];
        ForwardPasses passes = Run(policy, batch.MiniBatches[0], viewRows, masks: false, atOnce: 0, alternatives, new PhaseClock(), default);
        passes.Measure(policy, method, atOnce: 0, new PhaseClock(), default);
        return passes;
    }

    /// <summary>[V], the rows that have views.</summary>
    internal Tensor Rows() => tensor(ViewRows.Select(row => (long)row).ToArray(), ScalarType.Int64, Original.Mask.device);

    /// <summary>[R, T] -> [V, T].</summary>
    internal Tensor OfViewRows(Tensor values)
    {
        using Tensor rows = Rows();
        return values.index_select(0, rows);
    }

    /// <summary>[R].</summary>
    internal Tensor Advantages() => tensor(
        Responses.Select(response => response.Advantage).ToArray(), Original.LogProbabilities.dtype, Original.Mask.device);

    /// <summary>[R, T]: what the sampler reported when it drew the tokens.</summary>
    internal Tensor AtRollout()
    {
        long length = Original.Mask.shape[1];
        IEnumerable<float> values = Responses.SelectMany(response => Enumerable.Range(0, (int)length)
            .Select(t => t < response.Response.LogProbabilities.Count ? response.Response.LogProbabilities[t] : 0f));
        return tensor(values.ToArray(), [Original.Mask.shape[0], length], Original.LogProbabilities.dtype, Original.Mask.device);
    }

    /// <summary>[V, T] bool: selected, and the response's gate is open.</summary>
    internal Tensor InLoss(PerceptionSelection selection, Method method)
    {
        if (!method.Gate) return selection.Selected.alias();
        using Tensor advantages = Advantages(), ofViews = OfViewRows(advantages);
        return selection.Gate(ofViews);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Original.Dispose();
        Old?.Dispose();
        Reference?.Dispose();
        Preserved.Dispose();
        Removed.Dispose();
        masked?.Dispose();
        fixedMasked?.Dispose();
        Divergence?.Dispose();
    }

    // What a detector reads beside entropies and log-probabilities.
    private void Measure(Policy policy, Method method, int atOnce, PhaseClock clock, CancellationToken cancellation)
    {
        if (!method.IsContrastive || !method.Perception.Detector.Needs.HasFlag(PerceptionNeeds.Divergence)) return;
        using DisposeScope scope = NewDisposeScope();
        List<Tensor> parts = [zeros([0, Part.Responses.Length], Original.Entropies.dtype, Original.Entropies.device)];
        foreach ((int start, int count) in ViewRows.Count == 0 ? [] : PassPlan.Cut(ViewRows.Count, atOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            parts.Add(clock.Time("views", () => Part.Responses.Divergence(policy, [.. ViewRows.Skip(start).Take(count)])));
        }

        Divergence = cat(parts, 0).MoveToOuterDisposeScope();
    }

    private static ForwardPasses Run(
        Policy policy, MiniBatch part, int[] viewRows, bool masks, int atOnce, int alternatives, PhaseClock clock, CancellationToken cancellation)
    {
        PassRunner runner = new(policy, part.Responses, PassPlan.Of(part.Responses, viewRows, masks, atOnce));
        return new(part, viewRows, runner, runner.Run(alternatives, clock, cancellation));
    }
}
