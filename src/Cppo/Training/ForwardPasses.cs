using Cppo.Models;
using Cppo.Objective;
using Cppo.Perturbations;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Training;

/// <summary>
/// The policy on (image, prompt, response), (image+, prompt, response) and (image-, prompt, response): stage 5. R responses in the
/// order of the groups, right padded to T tokens; V of them, with at most T' tokens, have views. Holds the graphs: dispose it after
/// the update.
/// </summary>
public sealed class ForwardPasses : IDisposable
{
    private ResponseScores? views; // [2 V, T'], the preserving views first

    private ForwardPasses(IReadOnlyList<GroupRecord> groups, ResponseScores original, IReadOnlyList<int> viewRows) =>
        (Groups, Original, ViewRows) = (groups, original, viewRows);

    /// <summary>Prompts and responses that were run.</summary>
    public IReadOnlyList<GroupRecord> Groups { get; }

    /// <summary>With the original picture: log-probabilities, entropies and mask, each [R, T].</summary>
    public ResponseScores Original { get; }

    /// <summary>Log-probabilities under the reference policy, [R, T], without gradient; null where the method has no reference.</summary>
    public Tensor? Reference { get; private set; }

    /// <summary>Rows of the responses that have views, ascending; the rows of <see cref="Preserved"/> and <see cref="Removed"/>.</summary>
    public IReadOnlyList<int> ViewRows { get; }

    /// <summary>With the preserving view, each [V, T']; null where no response has views.</summary>
    public ResponseScores? Preserved { get; private set; }

    /// <summary>With the removing view, each [V, T']; null where no response has views.</summary>
    public ResponseScores? Removed { get; private set; }

    /// <summary>Responses in the order of the rows.</summary>
    public IEnumerable<ResponseRecord> Responses => Groups.SelectMany(group => group.Responses);

    /// <summary>Runs the passes with gradient.</summary>
    internal static ForwardPasses Run(
        Policy policy, Policy? reference, IReadOnlyList<GroupRecord> groups, Method method, PhaseClock clock)
    {
        List<int> viewRows = [.. Rows(groups)
            .Where(row => row.Group.Removing.Count > 0 && ViewStage.IsUsed(row.Response, method))
            .Select(row => row.Index)];
        return Run(policy, reference, groups, viewRows, method.Sampling.Temperature, alternatives: 0, clock);
    }

    /// <summary>
    /// Runs the passes without gradient, for looking: every response of a group that has views is run under them, whatever its
    /// advantage, with the likeliest alternatives of every token.
    /// </summary>
    internal static ForwardPasses Inspect(
        Policy policy, IReadOnlyList<GroupRecord> groups, double temperature, int alternatives)
    {
        using (no_grad())
        {
            List<int> viewRows = [.. Rows(groups).Where(row => row.Group.Removing.Count > 0).Select(row => row.Index)];
            return Run(policy, null, groups, viewRows, temperature, alternatives, new PhaseClock());
        }
    }

    /// <summary>Stage 6: perception tokens of the responses that have views, [V, T'] each.</summary>
    internal PerceptionSelection Select(PerceptionOptions options)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable none = no_grad();
        Tensor entropy = OfViewRows(Original.Entropies);
        PerceptionSelection selection = PerceptionTokens.Select(
            entropy, Removed?.Entropies ?? entropy, OfViewRows(Original.Mask), options);
        return selection.MoveToOuterDisposeScope();
    }

    /// <summary>The rows that have views, cut to their longest response: [R, T] -> [V, T'].</summary>
    internal Tensor OfViewRows(Tensor values)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor rows = tensor(ViewRows.Select(row => (long)row).ToArray(), ScalarType.Int64, values.device);
        long length = views?.Mask.shape[1] ?? values.shape[1];
        return values.index_select(0, rows).narrow(1, 0, length).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Original.Dispose();
        Reference?.Dispose();
        Preserved?.Dispose();
        Removed?.Dispose();
        views?.Dispose();
    }

    private static IEnumerable<(int Index, int Prompt, GroupRecord Group, ResponseRecord Response)> Rows(
        IReadOnlyList<GroupRecord> groups) =>
        groups.SelectMany((group, prompt) => group.Responses.Select(response => (prompt, group, response)))
            .Select((row, index) => (index, row.prompt, row.group, row.response));

    private static ForwardPasses Run(
        Policy policy,
        Policy? reference,
        IReadOnlyList<GroupRecord> groups,
        List<int> viewRows,
        double temperature,
        int alternatives,
        PhaseClock clock)
    {
        var rows = Rows(groups).ToArray();
        EncodedPrompt[] prompts = [.. groups.Select(group => policy.EncodePrompt(group.Group.Sample.Pictures, group.Group.Sample.Question))];
        int[] promptOf = [.. rows.Select(row => row.Prompt)];
        IReadOnlyList<int>[] responses = [.. rows.Select(row => row.Response.Response.TokenIds)];

        ForwardPasses passes = new(
            groups,
            clock.Time("policy", () => policy.Score(prompts, promptOf, responses, temperature, alternatives)),
            viewRows);
        try
        {
            if (reference is not null)
            {
                using var none = no_grad();
                using ResponseScores scores = clock.Time(
                    "reference", () => reference.Score(prompts, promptOf, responses, temperature));
                passes.Reference = scores.LogProbabilities.detach();
            }

            if (viewRows.Count > 0)
            {
                passes.views = clock.Time("views", () => ScoreViews(policy, passes, prompts, promptOf, responses, temperature, alternatives));
                passes.Preserved = Half(passes.views, 0);
                passes.Removed = Half(passes.views, viewRows.Count);
            }

            return passes;
        }
        catch
        {
            passes.Dispose();
            throw;
        }
    }

    // Both views of every prompt that is used go through the model in one batch.
    private static ResponseScores ScoreViews(
        Policy policy,
        ForwardPasses passes,
        EncodedPrompt[] prompts,
        int[] promptOf,
        IReadOnlyList<int>[] responses,
        double temperature,
        int alternatives)
    {
        int[] used = [.. passes.ViewRows.Select(row => promptOf[row]).Distinct()];
        EncodedPrompt View(int prompt, Func<GroupRecord, IReadOnlyList<PerturbedView>> views) =>
            policy.WithPictures(prompts[prompt], [.. views(passes.Groups[prompt]).Select(view => view.Picture)]);
        EncodedPrompt[] perturbed =
        [
            .. used.Select(prompt => View(prompt, group => group.Preserving)),
            .. used.Select(prompt => View(prompt, group => group.Removing)),
        ];
        int[] place = [.. passes.ViewRows.Select(row => Array.IndexOf(used, promptOf[row]))];
        IReadOnlyList<int>[] chosen = [.. passes.ViewRows.Select(row => responses[row])];
        return policy.Score(
            perturbed, [.. place, .. place.Select(index => index + used.Length)], [.. chosen, .. chosen], temperature, alternatives);
    }

    private static ResponseScores Half(ResponseScores both, int start)
    {
        Tensor Part(Tensor values) => values.narrow(0, start, values.shape[0] / 2);
        TokenAlternatives? alternatives = both.Alternatives is { } all ? new(Part(all.Ids), Part(all.Probabilities)) : null;
        return new(Part(both.LogProbabilities), Part(both.Entropies), Part(both.Mask), alternatives);
    }
}
