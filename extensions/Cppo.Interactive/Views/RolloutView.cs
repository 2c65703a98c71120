using Cppo.Interactive.Rendering;
using Cppo.Rewards;
using Cppo.Rollouts;
using Cppo.Training;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>A rollout group: the question once, its responses by advantage, each with answer, rule, reward parts, length and stop.</summary>
/// <param name="group">The group with rewards and advantages.</param>
public sealed class RolloutView(GroupRecord group) : View
{
    private const int MostParts = 16;
    private const int RowBytes = 500;

    private readonly ResponseRecord[] sorted = [.. group.Responses.OrderByDescending(response => response.Advantage)];

    /// <inheritdoc/>
    public override string Name => "rollout";

    /// <inheritdoc/>
    public override string Label => $"Rollout group of sample {Sample.Id}";

    /// <summary>Most bytes of the rows.</summary>
    internal int Room { get; init; } = 44 * 1024;

    private Sample Sample => group.Group.Sample;

    private string Right => Describe.Right(group) is not Numbers.Missing and var right ? $"{right} right." : "The target is not known.";

    private string HeadFacts => Facts(
        Describe.Sample(Sample),
        string.Join(", ", new[] { Numbers.Count(sorted.Length, "response", "responses"), Describe.Sampling(group.Group.Sampling) }
            .Where(fact => fact.Length > 0)));

    private string SignalSentence
    {
        get
        {
            if (group.HasSignal)
            {
                return $"signal: mean {Numbers.Plain(group.MeanReward, 2)}, std {Numbers.Plain(group.StandardDeviation, 2)}";
            }

            if (group.RewardsDiffer)
            {
                return $"mean {Numbers.Plain(group.MeanReward, 2)}, std {Numbers.Plain(group.StandardDeviation, 2)}; advantages are not computed yet";
            }

            double[] rewards = [.. sorted.Where(response => response.Reward.IsComputable).Select(response => response.Reward.Total).Distinct()];
            return rewards.Length == 1
                ? $"no signal: {(sorted.Length == 1 ? "the only reward is" : $"all {sorted.Length} rewards are")} {Numbers.Plain(rewards[0], 1)}, every advantage is 0"
                : "no signal: every advantage is 0";
        }
    }

    /// <inheritdoc/>
    protected override Html Body() => Head(
        "Rollout group",
        Html.Of($"{HeadFacts} {(group.HasSignal || group.RewardsDiffer ? Badge("", "● ") : Badge(" cppo-flat", "○ "))}")) + Content();

    /// <summary>The group without its heading, for views of several groups.</summary>
    internal Html Content()
    {
        if (sorted.Length == 0) return Html.Of($"<p class=\"cppo-q\">{Describe.NoResponse(group.Group)}</p>");
        Html table = Table();
        return Sample.Pictures.Count == 0
            ? table
            : Html.Of($"<div class=\"cppo-side\">{Describe.Figure(Sample)}<div>{table}</div></div>");
    }

    internal Html Badge(string @class, string glyph) =>
        Html.Of($"<span class=\"cppo-badge{@class}\">{glyph}{SignalSentence}</span>");

    private Html Table()
    {
        Html caption = Html.Of(
            $"<b>{Right}</b> Sorted by advantage. Reward = {Describe.Parts(sorted[0].Reward)}.");
        HtmlTable table = new(
            caption,
            new("Advantage", right: true),
            new("Response"),
            new("Answer, rule", false, "cppo-nw"),
            new("Reward", true, "cppo-opt"),
            new("Tokens", true, "cppo-opt"))
        {
            RowHeader = 1,
            Class = "cppo-rt",
            Scrolls = true,
        };
        int room = Room, rows = 0;
        foreach (ResponseRecord response in sorted)
        {
            Html text = Describe.Response(response.Response.Text);
            room -= text.Bytes + RowBytes;
            if (room < 0 && rows > 0) break;
            rows++;
            table.Add(
                Advantage(response.Advantage),
                text,
                Describe.Answer(response.Reward.Grade),
                Html.Of($"{Numbers.Plain(response.Reward.Total, 1)}<br/><span class=\"cppo-q cppo-s\">{Describe.PartValues(response.Reward)}</span>{NotComputable(response.Reward)}"),
                Html.Of($"{Describe.Tokens(response.Response)}<br/><span class=\"cppo-q cppo-s\">{Describe.Stop(response.Response)}</span>"));
        }

        return table.ToHtml() + Describe.More("responses", rows, sorted.Length, "group.Responses[i]");
    }

    private static Html NotComputable(Reward reward) => reward.Problem is not { } problem
        ? Html.Empty
        : Html.Of($"<br/><span class=\"cppo-no cppo-s\">not computable: {Describe.Clip(problem, 160)}</span>");

    private static Html Advantage(double advantage)
    {
        double shown = Math.Clamp(double.IsNaN(advantage) ? 0 : advantage, -2, 2);
        string sign = shown < 0 ? "cppo-adv cppo-neg" : "cppo-adv";
        return Html.Of($"<span class=\"{sign}\" style=\"--v:{Numbers.Css(shown)}\"></span>{Numbers.Signed(advantage, 2)}");
    }

    /// <inheritdoc/>
    protected override string PlainText()
    {
        TextTable table = new(">Advantage", "Response", "Answer", "", ">Reward", "Parts", ">Tokens", "Stop", "Rule");
        foreach (ResponseRecord response in sorted)
        {
            table.Add(
                Numbers.Signed(response.Advantage, 2),
                response.Response.Text,
                response.Reward.Grade is { IsKnown: true } grade
                    ? $"{grade.Extracted ?? Numbers.Missing} {(grade.Correct ? "=" : "≠")} {grade.Target}"
                    : response.Reward.Grade.Extracted ?? Numbers.Missing,
                !response.Reward.Grade.IsKnown ? Numbers.Missing : response.Reward.Grade.Correct ? "✓ right" : "✕ wrong",
                Numbers.Plain(response.Reward.Total, 1),
                Describe.PartValues(response.Reward),
                Describe.Tokens(response.Response),
                Describe.Stop(response.Response),
                response.Reward.Problem is { } problem ? $"reward not computable: {problem}" : response.Reward.Grade.Rule);
        }

        return $"Rollout group  {TextEncoder.Terminal(HeadFacts)} · {SignalSentence}\n{TextEncoder.Terminal(Sample.Question)}{(Sample.Answer.Length == 0 ? "" : $"  target {TextEncoder.Terminal(Sample.Answer)}")}\n{table}";
    }

    /// <inheritdoc/>
    public override DataFrame ToData() => Rows([group]);

    /// <summary>One row a response, in the order of the rollout.</summary>
    internal static DataFrame Rows(IReadOnlyList<GroupRecord> groups) =>
        PartColumns(groups, new DataRows<(GroupRecord Group, ResponseRecord Response, int Index)>(
            [.. groups.SelectMany(group => group.Responses.Select((response, i) => (group, response, i)))])
            .Text("sample", row => row.Group.Group.Sample.Id.ToString(System.Globalization.CultureInfo.InvariantCulture))
            .Text("kind", row => row.Group.Group.Sample.Kind)
            .Text("question", row => row.Group.Group.Sample.Question)
            .Text("target", row => row.Response.Reward.Grade.Target)
            .Integer("response", row => row.Index)
            .Text("text", row => row.Response.Response.Text)
            .Text("extracted", row => row.Response.Reward.Grade.Extracted)
            .Flag("correct", row => row.Response.Reward.Grade.IsKnown ? row.Response.Reward.Grade.Correct : null)
            .Text("rule", row => row.Response.Reward.Grade.Rule)
            .Number("reward", row => row.Response.Reward.Total)
            .Text("reward_problem", row => row.Response.Reward.Problem)
            .Number("advantage", row => row.Response.Advantage)
            .Integer("tokens", row => row.Response.Response.IsLengthKnown ? row.Response.Response.Length : null)
            .Text("stop", row => Describe.Stop(row.Response.Response))).ToFrame();

    // One column a part of the reward, by its name: a user's own parts beside accuracy and format.
    private static DataRows<(GroupRecord Group, ResponseRecord Response, int Index)> PartColumns(
        IReadOnlyList<GroupRecord> groups, DataRows<(GroupRecord Group, ResponseRecord Response, int Index)> rows) => groups
        .SelectMany(group => group.Responses).SelectMany(response => response.Reward.Parts.Select(part => part.Name)).Distinct().Take(MostParts)
        .Aggregate(rows, (columns, name) => columns.Number($"part_{name}", row => row.Response.Reward[name]));
}
