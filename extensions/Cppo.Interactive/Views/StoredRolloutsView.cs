using Cppo.Interactive.Rendering;
using Cppo.Training.Runs.Tables;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>The responses that a run kept of a step: one table a prompt, right and wrong, with rule and reward.</summary>
/// <param name="rows">The responses.</param>
public sealed class StoredRolloutsView(IReadOnlyList<RolloutRow> rows) : View
{
    private const int MostGroups = 8, MostRows = 8;

    /// <inheritdoc/>
    public override string Name => "rollouts";

    /// <inheritdoc/>
    public override string Label => $"Kept responses of {Numbers.Count(Groups.Length, "prompt", "prompts")}";

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Sheets => [];

    private RolloutRow[][] Groups => [.. rows.GroupBy(row => (row.Step, row.Group)).Select(group => group.ToArray())];

    private string HeadFacts => rows.Count == 0 ? "none" : Facts(
        $"step {rows[0].Step + 1}",
        Numbers.Count(Groups.Length, "prompt", "prompts"),
        Numbers.Count(rows.Count, "response", "responses"),
        $"{Numbers.Share(rows.Average(row => row.Correct ? 1.0 : 0))} right");

    /// <inheritdoc/>
    protected override Html Body()
    {
        RolloutRow[][] groups = Groups;
        return Html.Of($"{Head("Kept responses", Html.Text(HeadFacts))}{groups.Take(MostGroups).Select(Table)}{Describe.More("prompts", Math.Min(MostGroups, groups.Length), groups.Length, "run.Rollouts(step)")}");
    }

    private static Html Table(RolloutRow[] group)
    {
        bool signal = group.Any(row => row.Advantage != 0);
        Html badge = signal ? Html.Empty : Html.Of($" <span class=\"cppo-badge cppo-flat\">no signal</span>");
        HtmlTable table = new(
            Html.Of($"<b>{Describe.Clip(group[0].Question, 300)}</b> target <span class=\"cppo-m\">{Describe.Clip(group[0].Answer, 80)}</span>{badge}"),
            new("Response"),
            new("Answer"),
            new("Verdict"),
            new("Rule", @class: "cppo-opt"),
            new("Reward", right: true),
            new("Advantage", right: true))
        {
            Scrolls = true,
            Class = "cppo-gap",
        };
        foreach (RolloutRow row in group.OrderByDescending(row => row.Advantage).Take(MostRows))
        {
            table.Add(
                Html.Of($"<span class=\"cppo-m\">{Describe.Clip(row.Response, 200)}</span>"),
                row.Extracted is { } answer ? Html.Of($"<span class=\"cppo-m\">{Describe.Clip(answer, 80)}</span>") : HtmlTable.Number(Numbers.Missing),
                row.Correct ? Html.Of($"<span class=\"cppo-ok\">✓ right</span>") : Html.Of($"<span class=\"cppo-no\">✕ wrong</span>"),
                Html.Text(Describe.Clip(row.Rule, 80)),
                Html.Text(Numbers.Plain(row.Reward, 1)),
                HtmlTable.Number(Numbers.Signed(row.Advantage, 2)));
        }

        return table.ToHtml() + Describe.More("responses", Math.Min(MostRows, group.Length), group.Length, "run.Rollouts(step)");
    }

    /// <inheritdoc/>
    protected override string PlainText()
    {
        TextTable table = new("Question", "Target", "Response", "Answer", ">Reward", ">Advantage");
        foreach (RolloutRow row in rows) table.Add(row.Question, row.Answer, row.Response, row.Extracted ?? Numbers.Missing, Numbers.Plain(row.Reward, 1), Numbers.Signed(row.Advantage, 2));
        return $"Kept responses  {TextEncoder.Terminal(HeadFacts)}\n{table}";
    }

    /// <inheritdoc/>
    public override DataFrame ToData() => new DataRows<RolloutRow>(rows)
        .Integer("step", row => row.Step)
        .Integer("group", row => row.Group)
        .Integer("row", row => row.Row)
        .Text("sample", row => row.Sample.ToString(System.Globalization.CultureInfo.InvariantCulture))
        .Text("kind", row => row.Kind)
        .Text("question", row => row.Question)
        .Text("target", row => row.Answer)
        .Text("response", row => row.Response)
        .Text("extracted", row => row.Extracted)
        .Flag("correct", row => row.Correct)
        .Text("rule", row => row.Rule)
        .Number("reward", row => row.Reward)
        .Number("advantage", row => row.Advantage)
        .Text("stop", row => row.Stop)
        .ToFrame();
}
