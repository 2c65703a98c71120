using System.Text.RegularExpressions;
using Cppo.Images;
using Cppo.Interactive.Rendering;
using Cppo.Perturbations;
using Cppo.Rewards;
using Cppo.Rollouts;
using Cppo.Training;

namespace Cppo.Interactive.Views;

/// <summary>The same words and cells for the same things in all views.</summary>
internal static partial class Describe
{
    private const int LongestResponse = 600;
    private const int LongestAnswer = 80;

    /// <summary>"sample 2000007 · count, hard".</summary>
    public static string Sample(Sample sample)
    {
        string level = sample.Level switch { < 0 => "", 0 => "easy", 1 => "hard", var other => $"level {other}" };
        string kind = string.Join(", ", new[] { Clip(sample.Kind, 40), level }.Where(word => word.Length > 0));
        return kind.Length > 0 ? $"sample {sample.Id} · {kind}" : $"sample {sample.Id}";
    }

    /// <summary>"T = 1", "T = 0.7, top-p 0.9", "greedy"; empty where it is not known.</summary>
    public static string Sampling(SamplingOptions? options)
    {
        if (options is null) return "";
        if (options.Greedy) return "greedy";
        string text = $"T\u00A0=\u00A0{Numbers.Css(options.Temperature)}";
        if (options.TopK > 0) text += $", top-k {options.TopK}";
        return options.TopP < 1 ? text + $", top-p {Numbers.Css(options.TopP)}" : text;
    }

    /// <summary>Why a group has no responses.</summary>
    public static string NoResponse(RolloutGroup group) => group.Failure is { } failure ? $"Not answered. {Clip(failure, 400)}" : "No response was drawn.";

    /// <summary>The log-probability of a whole response, nats; missing where a server kept it to itself.</summary>
    public static string LogProbability(Response response) =>
        response.LogProbabilities.Count == 0 ? Numbers.Missing : Numbers.Fixed(response.LogProbabilities.Sum(value => (double)value), 2);

    /// <summary>The pictures of a sample with its question and target below; as many pictures as there is room for.</summary>
    public static Html Figure(Sample sample, int room = 200 * 1024)
    {
        List<Html> pictures = [];
        foreach (Picture picture in sample.Pictures)
        {
            string which = sample.Pictures.Count == 1 ? "Picture" : $"Picture {pictures.Count + 1} of {sample.Pictures.Count}";
            Html tag = InlinePicture.Tag(picture, $"{which} of sample {sample.Id}: {sample.Question}");
            room -= tag.Bytes;
            if (room < 0 && pictures.Count > 0) break;
            pictures.Add(tag);
        }

        return Html.Of(
            $"<figure class=\"cppo-fig\">{Html.Join(pictures, "<br/>")}<figcaption><b>{Clip(sample.Question, 400)}</b><br/>target <span class=\"cppo-m\">{Clip(sample.Answer, LongestAnswer)}</span></figcaption>{More("pictures", pictures.Count, sample.Pictures.Count, "sample.Pictures[i]")}</figure>");
    }

    /// <summary>A response: breaks after tags and before the box, unusual blanks visible, the far end of a long one folded.</summary>
    public static Html Response(string text)
    {
        if (text.Length == 0) return Html.Of($"<span class=\"cppo-q\">empty</span>");
        if (text.Length <= LongestResponse) return Html.Of($"<span class=\"cppo-m\">{Breakable(text)}</span>");
        string start = TextEncoder.Clip(text, LongestResponse / 2);
        string rest = TextEncoder.Clip(text[start.Length..], 4_000);
        string note = start.Length + rest.Length < text.Length
            ? $"… {Numbers.Count(rest.Length)} of {Numbers.Count(text.Length - start.Length)} further characters; Response.Text has all"
            : $"… {Numbers.Count(rest.Length)} further characters";
        return Html.Of(
            $"<span class=\"cppo-m\">{Breakable(start)}</span><details class=\"cppo-d cppo-lng\"><summary>{note}</summary><span class=\"cppo-m\">{Breakable(rest)}</span></details>");
    }

    /// <summary>"1 = 1 ✓ right" or "2 ≠ 1 ✕ wrong", with the rule below; the answer alone where there is nothing to compare it with.</summary>
    public static Html Answer(Grade grade)
    {
        string extracted = grade.Extracted is { } answer ? Clip(answer, LongestAnswer) : Numbers.Missing;
        if (!grade.IsKnown) return Html.Of($"<span class=\"cppo-m\">{extracted}</span> <span class=\"cppo-q cppo-s cppo-rule cppo-nb\">{grade.Rule}</span>");
        string sign = grade.Correct ? "=" : "≠";
        return Html.Of(
            $"<span class=\"cppo-m\">{extracted} {sign} {Clip(grade.Target, LongestAnswer)}</span> {Verdict(grade.Correct)} <span class=\"cppo-q cppo-s cppo-rule{(grade.Rule.Length <= 28 ? " cppo-nb" : "")}\">{Clip(grade.Rule, 160)}</span>");
    }

    /// <summary>Glyph and word.</summary>
    public static Html Verdict(bool correct) => correct
        ? Html.Of($"<span class=\"cppo-ok\">✓ right</span>")
        : Html.Of($"<span class=\"cppo-no\">✕ wrong</span>");

    /// <summary>"end" or "length".</summary>
    public static string Stop(StopReason reason) => reason switch
    {
        StopReason.EndToken => "end",
        StopReason.StopString => "stop string",
        _ => "cut off",
    };

    /// <summary>Why a response ended; the missing sign where that is not known.</summary>
    public static string Stop(Response response) => response.IsStopKnown ? Stop(response.Stop) : Numbers.Missing;

    /// <summary>A response's length in tokens; the missing sign where that is not known.</summary>
    public static string Tokens(Response response) => response.IsLengthKnown ? Numbers.Count(response.Length) : Numbers.Missing;

    /// <summary>"3 of 5" right answers; the missing sign where no target is known.</summary>
    public static string Right(GroupRecord group) => group.Responses.Any(response => response.Reward.Grade.IsKnown)
        ? $"{group.Responses.Count(response => response.Reward.Grade.Correct)} of {group.Responses.Count}"
        : Numbers.Missing;

    /// <summary>"0.9 accuracy + 0.1 format".</summary>
    public static string Parts(Reward reward) =>
        string.Join(" + ", reward.Parts.Take(8).Select(part => $"{Numbers.Css(part.Weight)} {Clip(part.Name, 40)}"));

    /// <summary>"0.9 + 0.1": the weighted parts.</summary>
    public static string PartValues(Reward reward) =>
        string.Join(" + ", reward.Parts.Take(8).Select(part => PartValue(part.Value * part.Weight)));

    // One decimal, and more where a part of the user's own needs them.
    private static string PartValue(double value) => Numbers.Plain(value, Math.Abs((value * 10) - Math.Round(value * 10)) < 1e-6 || !double.IsFinite(value) ? 1 : 3);

    /// <summary>"seed 0·7·3", with places to break.</summary>
    public static Html Seed(DrawAddress address) =>
        Html.Of($"seed {Html.Join(address.ToString().Split('·').Select(Html.Text), "·<wbr/>")}");

    /// <summary>Text cut to a length, with an ellipsis.</summary>
    public static string Clip(string text, int limit) =>
        text.Length <= limit ? text : TextEncoder.Clip(text, limit) + "…";

    /// <summary>A token for display: cut, and never empty.</summary>
    public static string Token(string text) => text.Length == 0 ? "∅" : Clip(text, 48);

    /// <summary>A call that shows the rest.</summary>
    public static Html More(string what, int shown, int total, string call) => shown >= total
        ? Html.Empty
        : Html.Of(
            $"<p class=\"cppo-more\">showing {Numbers.Count(shown)} of {Numbers.Count(total)} {what}; <span class=\"cppo-code\">{call}</span> shows the rest</p>");

    private static Html Breakable(string text)
    {
        IEnumerable<Html> lines = BreakPoint().Split(text).Select(piece => Html.Join(
            BlankRun().Split(piece).Select(part =>
                part.Length > 0 && part.Trim(' ').Length == 0 && (part.Length > 1 || piece.Length == 1)
                    ? new Html(TextEncoder.Token(part))
                    : Html.Text(part))));
        return Html.Join(lines, "<wbr/>");
    }

    [GeneratedRegex(@"(?<=>)|(?=\\boxed)")]
    private static partial Regex BreakPoint();

    [GeneratedRegex(@"( {2,})")]
    private static partial Regex BlankRun();
}
