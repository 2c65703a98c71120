using Cppo.Exchange;
using Cppo.Interactive.Rendering;
using Cppo.Rewards;
using Cppo.Training;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>What another trainer's run wrote down: reward and accuracy by step, how its answers are graded here, what could not be read.</summary>
/// <param name="dump">The dump; it is read once.</param>
public sealed class DumpView(RolloutDump dump) : View
{
    private const int MostRows = 40, MostBroken = 12, LongestProblem = 240;

    private readonly IReadOnlyList<DumpStep> steps = dump.Summary();
    private readonly GraderComparison graders = dump.CompareGraders();

    private static readonly (string Header, Func<DumpStep, string> Text)[] Columns =
    [
        ("Prompts", step => Numbers.Count(step.Groups)),
        ("Responses", step => Numbers.Count(step.Responses)),
        ("Reward", step => Numbers.Plain(step.Reward, 3)),
        ("Accuracy", step => Numbers.Share(step.Accuracy)),
        ("In the format", step => Numbers.Share(step.Format)),
        ("No box", step => Numbers.Share(step.WithoutBox)),
        ("No signal", step => Numbers.Share(step.ZeroSignal)),
    ];

    /// <inheritdoc/>
    public override string Name => "dump";

    /// <inheritdoc/>
    public override string Label => "Rollout dump of another trainer";

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Sheets => ["chart", "train"];

    private string HeadFacts => Facts(
        dump.Format == DumpFormat.Verl ? "verl" : "AReaL",
        dump.StepsInWords,
        Numbers.Count(dump.Files, "file", "files"),
        Numbers.Count(steps.Sum(step => step.Responses), "response", "responses"),
        dump.Broken.Count > 0 ? Numbers.Count(dump.Broken.Count, "broken row", "broken rows") : null);

    private string Finding => steps.Count < 2
        ? $"Reward {Numbers.Plain(steps[0].Reward, 2)} in {dump.StepsInWords}."
        : $"Reward {Numbers.Plain(steps[0].Reward, 2)} → {Numbers.Plain(steps[^1].Reward, 2)} from step {steps[0].Step} to step {steps[^1].Step}.";

    private string GraderSentence => graders.Total == 0
        ? "The dump has no targets: accuracy is not known until samples bring them."
        : $"{graders.Graders[0]} grader and {graders.Graders[1]} grader agree on {Numbers.Count(graders.Agreed)} of {Numbers.Count(graders.Total)} answers.";

    private string OddSentence => steps.Sum(step => step.OddGroups) is > 0 and var odd
        ? $"{Numbers.Count(odd, "group has", "groups have")} another size than most: prompts of equal text and target are one group here."
        : "";

    /// <inheritdoc/>
    protected override Html Body()
    {
        HtmlTable table = new(
            Html.Of($"<b>{Finding}</b> Reward as the dump has it; accuracy and format as graded here."),
            [new("Step", right: true), .. Columns.Select(column => new HtmlColumn(column.Header, right: true))])
        {
            Scrolls = true,
        };
        foreach (DumpStep step in steps.TakeLast(MostRows))
            table.Add([Html.Text(Numbers.Count(step.Step)), .. Columns.Select(column => HtmlTable.Number(column.Text(step)))]);
        IEnumerable<Html> broken = dump.Broken.Take(MostBroken).Select(row => Html.Of($"<p class=\"cppo-q\">{Describe.Clip(row.Problem, LongestProblem)}</p>"));
        Html notes = Html.Of($"<p>{GraderSentence} {OddSentence} <span class=\"cppo-code\">dump.Groups(step)</span> shows a step, <span class=\"cppo-code\">dump.CompareGraders()</span> where the graders differ.</p>");
        return Html.Of(
            $"{Head("Rollout dump", Html.Text(HeadFacts))}<div class=\"cppo-multi\">{Charts()}</div><div class=\"cppo-gap\">{table.ToHtml()}</div>{Describe.More("steps", Math.Min(MostRows, steps.Count), steps.Count, "dump.Summary()")}{notes}{broken}{Describe.More("broken rows", Math.Min(MostBroken, dump.Broken.Count), dump.Broken.Count, "dump.Broken")}");
    }

    private IEnumerable<Html> Charts()
    {
        if (steps.Count < 2) yield break;
        int last = steps[^1].Step;
        ChartLine Line(Func<DumpStep, double> value) =>
            new("", "c", [.. steps.Where(step => double.IsFinite(value(step))).Select(step => new CurvePoint(step.Step, value(step)))], []);
        yield return new LineChart("Reward", "mean of the step", last) { Lines = [Line(step => step.Reward)] }.ToHtml();
        if (steps.Any(step => double.IsFinite(step.Accuracy)))
            yield return new LineChart("Accuracy", "% right, graded here", last) { Lines = [Line(step => step.Accuracy)], Range = (0, 1), IsShare = true }.ToHtml();
        yield return new LineChart("No signal", "% of groups", last) { Lines = [Line(step => step.ZeroSignal)], Range = (0, 1), IsShare = true }.ToHtml();
    }

    /// <inheritdoc/>
    protected override string PlainText()
    {
        TextTable table = new([">Step", .. Columns.Select(column => ">" + column.Header)]);
        foreach (DumpStep step in steps) table.Add([Numbers.Count(step.Step), .. Columns.Select(column => column.Text(step))]);
        IEnumerable<string> broken = dump.Broken.Take(MostBroken).Select(row => $"\n! {TextEncoder.Terminal(Describe.Clip(row.Problem, LongestProblem))}");
        string more = dump.Broken.Count > MostBroken ? $"\n! and {Numbers.Count(dump.Broken.Count - MostBroken)} more" : "";
        return $"Rollout dump  {TextEncoder.Terminal(HeadFacts)}\n{Finding}\n{table}\n{GraderSentence}{(OddSentence.Length > 0 ? $"\n{OddSentence}" : "")}{string.Concat(broken)}{more}";
    }

    /// <inheritdoc/>
    public override DataFrame ToData() => new DataRows<DumpStep>(steps)
        .Integer("step", step => step.Step)
        .Integer("prompts", step => step.Groups)
        .Integer("responses", step => step.Responses)
        .Integer("group_size", step => step.GroupSize)
        .Integer("odd_groups", step => step.OddGroups)
        .Number("reward", step => step.Reward)
        .Number("accuracy", step => step.Accuracy)
        .Number("format", step => step.Format)
        .Number("without_box", step => step.WithoutBox)
        .Number("zero_signal_groups", step => step.ZeroSignal)
        .ToFrame();
}
