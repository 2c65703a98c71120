using Cppo.Evaluation;
using Cppo.Interactive.Rendering;
using Cppo.Training;
using Cppo.Training.Runs;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>Run directories side by side: state, steps, what they reached, warnings.</summary>
/// <param name="runs">The runs.</param>
/// <param name="root">Folders are shown relative to it; in full where null.</param>
public sealed class RunsView(IReadOnlyList<RunSummary> runs, string? root = null) : View
{
    private const int MostRows = 100, MostWarnings = 20;

    private static readonly (string Header, bool Right, Func<RunSummary, string> Text)[] Columns =
    [
        ("State", false, run => run.StateInWords),
        ("Method", false, run => run.Method),
        ("Steps", true, run => run.TotalSteps > 0 ? $"{Numbers.Count(run.Steps)} of {Numbers.Count(run.TotalSteps)}" : Numbers.Count(run.Steps)),
        ("Reward", true, run => Numbers.Plain(run.Reward, 3)),
        ("Accuracy", true, run => Numbers.Share(run.Accuracy)),
        ("Held-out", true, run => run.HeldOut is { } point ? HeldOut(point) : Numbers.Missing),
        ("Entropy", true, run => Numbers.Nats(run.Last?.Entropy ?? double.NaN)),
        ("KL", true, run => Numbers.Scientific(run.Last?.Kl ?? double.NaN)),
        ("Warnings", true, run => Numbers.Count(run.Warnings.Count)),
    ];

    /// <inheritdoc/>
    public override string Name => "runs";

    /// <inheritdoc/>
    public override string Label => Numbers.Count(runs.Count, "run", "runs");

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Sheets => [];

    private string HeadFacts => Facts(
        [Label, .. runs.GroupBy(run => run.StateInWords).Select(state => $"{Numbers.Count(state.Count())} {state.Key}")]);

    /// <inheritdoc/>
    protected override Html Body()
    {
        HtmlTable table = new(
            Html.Of($"Reward and accuracy are means of the last 10 steps; held-out accuracy in percent with its 95{Numbers.Thin.ToString()}% interval (Wilson)."),
            [new("Run"), .. Columns.Select(column => new HtmlColumn(column.Header, column.Right))])
        {
            Scrolls = true,
        };
        foreach (RunSummary run in runs.Take(MostRows))
        {
            table.Add([Html.Text(Describe.Clip(Place(run), 80)), .. Columns.Select(column => column.Right
                ? HtmlTable.Number(column.Text(run))
                : Html.Text(Describe.Clip(column.Text(run), 60)))]);
        }

        IEnumerable<Html> warnings = runs.Take(MostRows)
            .SelectMany(run => run.Warnings.Select(warning => (Run: run, Text: warning))).Take(MostWarnings)
            .Select(warning => Html.Of($"<p class=\"cppo-q\">{Describe.Clip(Place(warning.Run), 80)}: {Describe.Clip(warning.Text, 400)}</p>"));
        return Html.Of($"{Head("Runs", Html.Text(HeadFacts))}{table.ToHtml()}{Describe.More("runs", Math.Min(MostRows, runs.Count), runs.Count, "runs")}{warnings}");
    }

    /// <inheritdoc/>
    protected override string PlainText()
    {
        TextTable table = new(["Run", .. Columns.Select(column => (column.Right ? ">" : "") + column.Header)]);
        foreach (RunSummary run in runs) table.Add([Place(run), .. Columns.Select(column => column.Text(run))]);
        return $"Runs  {TextEncoder.Terminal(HeadFacts)}\n{table}";
    }

    /// <inheritdoc/>
    public override DataFrame ToData() => new DataRows<RunSummary>(runs)
        .Text("folder", run => run.Folder)
        .Text("state", run => run.StateInWords)
        .Text("method", run => run.Method)
        .Integer("steps", run => run.Steps)
        .Integer("total_steps", run => run.TotalSteps)
        .Number("reward", run => run.Reward)
        .Number("accuracy", run => run.Accuracy)
        .Number("held_out", run => run.HeldOut?.Accuracy ?? double.NaN)
        .Number("entropy", run => run.Last?.Entropy ?? double.NaN)
        .Number("kl", run => run.Last?.Kl ?? double.NaN)
        .Text("warnings", run => string.Join('\n', run.Warnings))
        .ToFrame();

    private static string HeldOut(AccuracyPoint point) =>
        $"{Numbers.Accuracy(point.Accuracy)} ± {Numbers.Accuracy(ConfidenceInterval.Wilson(point.Correct, point.Total).HalfWidth)}";

    private string Place(RunSummary run) => root is null ? run.Folder : Path.GetRelativePath(Path.GetFullPath(root), run.Folder) is not "." and var below
        ? below
        : Path.GetFileName(run.Folder);
}
