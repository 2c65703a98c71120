using Cppo.Models;
using Cppo.Perturbations;
using Cppo.Training.Updates;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Training;

/// <summary>The picture that a response is run under.</summary>
internal enum PictureView
{
    /// <summary>As it is.</summary>
    Original,

    /// <summary>The information-preserving view.</summary>
    Preserving,

    /// <summary>The information-removing view.</summary>
    Removing,

    /// <summary>PAPO's masked view.</summary>
    Masked,
}

/// <summary>A response under a picture.</summary>
/// <param name="Row">The response.</param>
/// <param name="View">The picture.</param>
internal readonly record struct ViewedRow(int Row, PictureView View);

/// <summary>Responses as one batch: encoded prompts, and for every response (row) its prompt and its tokens.</summary>
internal sealed class ResponseBatch
{
    private readonly EncodedPrompt[] prompts;
    private readonly double temperature;

    private ResponseBatch(IReadOnlyList<GroupRecord> groups, EncodedPrompt[] prompts, double temperature)
    {
        (Groups, this.prompts, this.temperature) = (groups, prompts, temperature);
        Rows = [.. groups.SelectMany((group, prompt) => group.Responses.Select(response => (prompt, group, response)))
            .Select((row, index) => (index, row.prompt, row.group, row.response))];
        Length = Rows.Max(row => row.Response.Response.Length);
    }

    public IReadOnlyList<GroupRecord> Groups { get; }

    /// <summary>R rows in the order of the groups.</summary>
    public IReadOnlyList<(int Index, int Prompt, GroupRecord Group, ResponseRecord Response)> Rows { get; }

    /// <summary>T, the tokens of the longest response.</summary>
    public int Length { get; }

    public static ResponseBatch Of(Policy policy, IReadOnlyList<GroupRecord> groups, double temperature) => new(
        groups, [.. groups.Select(group => group.Group.Sample.Encode(policy))], temperature);

    /// <summary>Some of the prompts with all their responses.</summary>
    public ResponseBatch Part(IReadOnlyList<int> chosen) =>
        new([.. chosen.Select(index => Groups[index])], [.. chosen.Select(index => prompts[index])], temperature);

    /// <summary>Runs n responses, each under its picture, in one batch of the model.</summary>
    /// <returns>[n, T'], T' the longest of these responses.</returns>
    public ResponseScores Score(Policy policy, IReadOnlyList<ViewedRow> rows, int alternatives = 0)
    {
        (int Prompt, PictureView View)[] asked = [.. rows.Select(row => (Rows[row.Row].Prompt, row.View))];
        Dictionary<(int, PictureView), int> place = [];
        List<EncodedPrompt> shown = [];
        foreach ((int prompt, PictureView view) in asked)
        {
            if (place.TryAdd((prompt, view), shown.Count)) shown.Add(Shown(policy, prompt, view));
        }

        return policy.Score(
            shown, [.. asked.Select(each => place[each])], [.. rows.Select(row => Rows[row.Row].Response.Response.TokenIds)], temperature, alternatives);
    }

    /// <summary>KL of the whole next-token distributions, original against removing view, without gradient.</summary>
    /// <returns>[n, T] of some responses, T the longest of all.</returns>
    public Tensor Divergence(Policy policy, IReadOnlyList<int> rows)
    {
        using DisposeScope scope = NewDisposeScope();
        int[] shown = [.. rows.Select(row => Rows[row].Prompt).Distinct()];
        Tensor divergence = policy.Divergence(
            [.. shown.Select(prompt => prompts[prompt])],
            [.. shown.Select(prompt => Shown(policy, prompt, PictureView.Removing))],
            [.. rows.Select(row => Array.IndexOf(shown, Rows[row].Prompt))],
            [.. rows.Select(row => Rows[row].Response.Response.TokenIds)],
            temperature);
        return ScoreTensors.Widen(divergence, Length).MoveToOuterDisposeScope();
    }

    private EncodedPrompt Shown(Policy policy, int prompt, PictureView view)
    {
        if (view == PictureView.Original) return prompts[prompt];
        GroupRecord group = Groups[prompt];
        IReadOnlyList<PerturbedView> views =
            view == PictureView.Preserving ? group.Preserving : view == PictureView.Removing ? group.Removing : group.Masked;
        return policy.WithPictures(prompts[prompt], [.. views.Select(each => each.Picture)]);
    }
}
