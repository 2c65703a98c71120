using Cppo.Models;
using Cppo.Objective;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Training;

/// <summary>
/// The policy on (image, prompt, response), (image+, prompt, response) and (image-, prompt, response): stage 5. R responses in the
/// order of the groups, right padded to T tokens; V of them have views. Holds the graphs: dispose it after the update.
/// </summary>
public sealed class ForwardPasses : IDisposable
{
    private ForwardPasses(
        IReadOnlyList<GroupRecord> groups, IReadOnlyList<int> viewRows, ResponseScores original, ResponseScores preserved, ResponseScores removed)
    {
        (Groups, ViewRows) = (groups, viewRows);
        (Original, Preserved, Removed) = (original, preserved, removed);
    }

    /// <summary>Prompts and responses that were run.</summary>
    public IReadOnlyList<GroupRecord> Groups { get; }

    /// <summary>With the original picture: log-probabilities, entropies and mask, each [R, T].</summary>
    public ResponseScores Original { get; }

    /// <summary>Log-probabilities under the reference policy, [R, T], without gradient; null where the method has no reference.</summary>
    public Tensor? Reference { get; private set; }

    /// <summary>Rows of the responses that have views, ascending; the rows of <see cref="Preserved"/> and <see cref="Removed"/>.</summary>
    public IReadOnlyList<int> ViewRows { get; }

    /// <summary>With the preserving view, each [V, T].</summary>
    public ResponseScores Preserved { get; }

    /// <summary>With the removing view, each [V, T].</summary>
    public ResponseScores Removed { get; }

    /// <summary>Responses in the order of the rows.</summary>
    public IEnumerable<ResponseRecord> Responses => Groups.SelectMany(group => group.Responses);

    /// <summary>Runs the passes with gradient, the perturbed ones for the responses that can use them.</summary>
    internal static ForwardPasses Run(
        Policy policy, ReferencePolicy? reference, IReadOnlyList<GroupRecord> groups, Method method, PhaseClock clock)
    {
        ResponseBatch batch = ResponseBatch.Of(policy, groups, method.Sampling.Temperature);
        int[] viewRows = [.. batch.Rows.Where(row => row.Group.Removing.Count > 0 && ViewStage.IsUsed(row.Response, method))
            .Select(row => row.Index)];
        ForwardPasses passes = Run(policy, batch, viewRows, alternatives: 0, clock);
        if (reference is null) return passes;
        try
        {
            using ResponseScores scores = clock.Time("reference", () => reference.Score(batch));
            passes.Reference = scores.LogProbabilities.alias();
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
        ResponseBatch batch = ResponseBatch.Of(policy, groups, method.Sampling.Temperature);
        int[] viewRows = [.. batch.Rows.Where(row => row.Group.Removing.Count > 0).Select(row => row.Index)];
        return Run(policy, batch, viewRows, alternatives, new PhaseClock());
    }

    /// <summary>Stage 6: perception tokens of the responses that have views, [V, T] each.</summary>
    internal PerceptionSelection Select(PerceptionOptions options)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable none = no_grad();
        return PerceptionTokens.Select(
            OfViewRows(Original.Entropies), Removed.Entropies, OfViewRows(Original.Mask), options).MoveToOuterDisposeScope();
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
        Reference?.Dispose();
        Preserved.Dispose();
        Removed.Dispose();
    }

    private static ForwardPasses Run(Policy policy, ResponseBatch batch, int[] viewRows, int alternatives, PhaseClock clock)
    {
        ResponseScores original = clock.Time("policy", () => batch.Score(policy, alternatives));
        try
        {
            (ResponseScores preserved, ResponseScores removed) = clock.Time(
                "views", () => batch.ScoreViews(policy, viewRows, original, alternatives));
            return new(batch.Groups, viewRows, original, preserved, removed);
        }
        catch
        {
            original.Dispose();
            throw;
        }
    }
}
