using Cppo.Models;
using Cppo.Perturbations;
using static TorchSharp.torch;

namespace Cppo.Training;

/// <summary>The responses of a step as one batch: encoded prompts, and for every response (row) its prompt and its tokens.</summary>
internal sealed class ResponseBatch
{
    private readonly EncodedPrompt[] prompts;
    private readonly int[] promptOf;
    private readonly IReadOnlyList<int>[] responses;
    private readonly double temperature;

    private ResponseBatch(IReadOnlyList<GroupRecord> groups, EncodedPrompt[] prompts, double temperature)
    {
        (Groups, this.prompts, this.temperature) = (groups, prompts, temperature);
        Rows = [.. groups.SelectMany((group, prompt) => group.Responses.Select(response => (prompt, group, response)))
            .Select((row, index) => (index, row.prompt, row.group, row.response))];
        promptOf = [.. Rows.Select(row => row.Prompt)];
        responses = [.. Rows.Select(row => row.Response.Response.TokenIds)];
    }

    public IReadOnlyList<GroupRecord> Groups { get; }

    /// <summary>R rows in the order of the groups.</summary>
    public IReadOnlyList<(int Index, int Prompt, GroupRecord Group, ResponseRecord Response)> Rows { get; }

    public static ResponseBatch Of(Policy policy, IReadOnlyList<GroupRecord> groups, double temperature) => new(
        groups, [.. groups.Select(group => group.Group.Sample.Encode(policy))], temperature);

    /// <summary>With the original pictures, [R, T].</summary>
    public ResponseScores Score(Policy policy, int alternatives = 0) =>
        policy.Score(prompts, promptOf, responses, temperature, alternatives);

    /// <summary>Some rows with the preserving and with the removing views, [V, T] each; both go through the model in one batch.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="rows">V rows whose groups have views.</param>
    /// <param name="original">The scores with the original pictures: they give T and the type.</param>
    /// <param name="alternatives">Likeliest tokens to report at every place.</param>
    public (ResponseScores Preserved, ResponseScores Removed) ScoreViews(
        Policy policy, int[] rows, ResponseScores original, int alternatives)
    {
        long length = original.Mask.shape[1];
        if (rows.Length == 0) return (Empty(original, length), Empty(original, length));

        int[] used = [.. rows.Select(row => promptOf[row]).Distinct()];
        EncodedPrompt View(int prompt, Func<GroupRecord, IReadOnlyList<PerturbedView>> views) =>
            policy.WithPictures(prompts[prompt], [.. views(Groups[prompt]).Select(view => view.Picture)]);
        EncodedPrompt[] perturbed =
        [
            .. used.Select(prompt => View(prompt, group => group.Preserving)),
            .. used.Select(prompt => View(prompt, group => group.Removing)),
        ];
        int[] place = [.. rows.Select(row => Array.IndexOf(used, promptOf[row]))];
        IReadOnlyList<int>[] chosen = [.. rows.Select(row => responses[row])];
        using ResponseScores both = policy.Score(
            perturbed, [.. place, .. place.Select(index => index + used.Length)], [.. chosen, .. chosen], temperature, alternatives);
        return (Part(both, 0, rows.Length, length), Part(both, rows.Length, rows.Length, length));
    }

    private static ResponseScores Empty(ResponseScores like, long length)
    {
        Tensor None() => zeros([0, length], like.LogProbabilities.dtype, like.LogProbabilities.device);
        return new(None(), None(), None(), null);
    }

    // The rows may all be shorter than the longest response of the step: [2 V, T'] -> [V, T].
    private static ResponseScores Part(ResponseScores both, long start, long count, long length)
    {
        Tensor Widen(Tensor values)
        {
            using Tensor rows = values.narrow(0, start, count);
            return nn.functional.pad(rows, [0, length - values.shape[1]]);
        }

        TokenAlternatives? alternatives = both.Alternatives is { } all
            ? new(all.Ids.narrow(0, start, count), all.Probabilities.narrow(0, start, count))
            : null;
        return new(Widen(both.LogProbabilities), Widen(both.Entropies), Widen(both.Mask), alternatives);
    }
}
