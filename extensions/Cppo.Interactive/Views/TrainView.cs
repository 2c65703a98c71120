using Cppo.Evaluation;
using Cppo.Interactive.Rendering;
using Cppo.Training;
using Cppo.Training.Watchdogs;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>A training run, live or finished: progress, what was found, and a small chart for each quantity. Its height never changes.</summary>
/// <param name="history">The run so far.</param>
/// <param name="state">What has become of it, in a word; "finished" or "running" where null.</param>
public sealed class TrainView(TrainingHistory history, string? state = null) : View
{
    private const int Window = 10, MostWarnings = 20;

    /// <inheritdoc/>
    public override string Name => "train";

    /// <inheritdoc/>
    public override string Label => $"Training run, {history.Steps.Count} of {history.TotalSteps} steps";

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Sheets => ["chart", "train"];

    private IReadOnlyList<StepMetrics> Steps => history.Steps;

    private string HeadFacts => Facts(
        history.Method,
        history.IsComplete ? $"{Numbers.Count(history.TotalSteps, "step", "steps")}, finished" : state ?? "running",
        history.ResumedAt > 0 ? $"resumed at step {history.ResumedAt}" : null,
        Steps.Count(step => step.Skipped is not null) is > 0 and var skipped ? Numbers.Count(skipped, "update skipped", "updates skipped") : null);

    /// <inheritdoc/>
    protected override Html Body() => Html.Of(
        $"{Head("Training run", Html.Text(HeadFacts))}{Progress()}<p class=\"cppo-finding\">{Finding()}</p>{Warning()}<div class=\"cppo-multi\">{TrainCharts.All(history, Window)}</div><p class=\"cppo-key\"><span>Line: mean of the last {Window} steps. Thin line: each step. Horizontal: step; axes stay fixed during the run.</span>{Evaluated()}</p>{Warnings()}{Table()}");

    private Html Progress()
    {
        RunProgress progress = RunProgress.Of(history);
        string rate = double.IsNaN(progress.SecondsPerStep) ? Numbers.Missing : Numbers.Time(TimeSpan.FromSeconds(progress.SecondsPerStep));
        string tokens = double.IsFinite(progress.TokensPerSecond) ? Numbers.Count((long)progress.TokensPerSecond) : Numbers.Missing;
        string left = progress.Left is { } time ? Numbers.Time(time) : progress.Done >= progress.Total ? "0 s" : Numbers.Missing;
        string last = history.IsComplete ? "" : "interrupt: keeps every finished step";
        return Html.Of(
            $"<div class=\"cppo-prog\"><i class=\"cppo-bar\" style=\"--v:{Numbers.Css(progress.Share, 3)}\" role=\"img\" aria-label=\"{progress.Done} of {progress.Total} steps\"></i><div class=\"cppo-stat\"><span><b>step {Numbers.Count(progress.Done)}</b> of {Numbers.Count(progress.Total)}</span> <span><b>{rate}</b>/step</span> <span><b>{tokens}</b> tokens/s</span> <span>elapsed <b>{Numbers.Time(progress.Elapsed)}</b></span> <span>left <b>{left}</b></span> <span>{last}</span></div></div>");
    }

    // First and last evaluation where there are two, else the reward's two ends; intervals decide what may be claimed.
    private Html Finding()
    {
        if (history.Evaluations.Count >= 2 && history.Evaluations[0] is var first && history.Evaluations[^1] is var last)
        {
            ConfidenceInterval difference = ConfidenceInterval.Newcombe(first.Correct, first.Total, last.Correct, last.Total);
            string verdict = difference.Contains(0) ? "the interval contains 0: no change is settled" : difference.Low > 0 ? "better" : "worse";
            return Html.Of(
                $"<b>Held-out accuracy {Numbers.Accuracy(first.Accuracy)} → {Numbers.Accuracy(last.Accuracy)}{Numbers.Thin.ToString()}%</b> from step {first.Step} to step {last.Step}: {Numbers.Signed((last.Accuracy - first.Accuracy) * 100, 1)} points [{Numbers.Signed(difference.Low * 100, 1)}, {Numbers.Signed(difference.High * 100, 1)}], {verdict}.");
        }

        if (Steps.Count < 2) return Html.Of($"<b>The first step is running.</b>");
        (string name, Func<StepMetrics, double> value) = TrainCharts.IsSupervised(history)
            ? ("Loss", (Func<StepMetrics, double>)(step => step.Loss))
            : ("Reward", step => step.Reward);
        return Html.Of(
            $"<b>{name} {Numbers.Plain(Curve.First(Steps, value, Window), 2)} → {Numbers.Plain(Curve.Last(Steps, value, Window), 2)}</b>, means of the first and the last {Math.Min(Window, Steps.Count)} steps.");
    }

    // The latest one in full, however many there are; the others wait in the details. Its place is kept where there is none yet.
    private Html Warning()
    {
        if (history.Warnings.Count == 0) return Html.Of($"<p class=\"cppo-watch\">No warning.</p>");
        string more = history.Warnings.Count > 1 ? $"{Numbers.Count(history.Warnings.Count, "warning", "warnings")}, the latest: " : "";
        return Html.Of($"<p class=\"cppo-watch\">{more}{Sentence(history.Warnings[^1])}</p>");
    }

    private static Html Sentence(TrainingWarning warning) =>
        Html.Of($"<b>▲ {warning.Name}, step {Numbers.Count(warning.Step + 1)}.</b> {warning.Problem} {warning.Advice}");

    private Html Warnings() => history.Warnings.Count < 2
        ? Html.Empty
        : Html.Of($"<details class=\"cppo-d\"><summary>All {Numbers.Count(history.Warnings.Count, "warning", "warnings")}</summary>{history.Warnings.TakeLast(MostWarnings).Select(warning => Html.Of($"<p class=\"cppo-watch\">{Sentence(warning)}</p>"))}</details>");

    private Html Evaluated() => history.Evaluations.Count == 0
        ? Html.Empty
        : Html.Of($" <span>○ held-out samples with 95{Numbers.Thin.ToString()}% interval (Wilson), n = {Numbers.Count(history.Evaluations[^1].Total)}.</span>");

    private Html Table()
    {
        if (Steps.Count == 0) return Html.Empty;
        HtmlTable table = new(
            Html.Of($"<b>The last {Math.Min(Window, Steps.Count)} steps.</b> Entropy, KL and margin in nats."),
            [.. TrainRows.Columns.Select(column => new HtmlColumn(column.Header, right: true))])
        {
            Scrolls = true,
        };
        foreach (StepMetrics step in Steps.TakeLast(Window))
        {
            table.Add([.. TrainRows.Columns.Select(column => HtmlTable.Number(column.Text(step)))]);
        }

        return Html.Of($"<details class=\"cppo-d\"><summary>Last steps as a table; <span class=\"cppo-m\">ToData()</span> has all</summary>{table.ToHtml()}</details>");
    }

    /// <inheritdoc/>
    protected override string PlainText()
    {
        RunProgress progress = RunProgress.Of(history);
        TextTable table = new([.. TrainRows.Columns.Select(column => ">" + column.Header)]);
        foreach (StepMetrics step in Steps.TakeLast(Window)) table.Add([.. TrainRows.Columns.Select(column => column.Text(step))]);
        string accuracy = string.Concat(history.Evaluations.Select(point =>
            $"\nheld-out accuracy at step {point.Step}: {Numbers.Accuracy(point.Accuracy)} % ± {Numbers.Accuracy(ConfidenceInterval.Wilson(point.Correct, point.Total).HalfWidth)} (n = {point.Total})"));
        string warnings = string.Concat(history.Warnings.TakeLast(MostWarnings).Select(warning =>
            $"\n! {TextEncoder.Terminal($"{warning.Name}, step {warning.Step + 1}: {warning.Problem} {warning.Advice}")}"));
        return $"Training run  {TextEncoder.Terminal(HeadFacts)}\nstep {progress.Done} of {progress.Total}, elapsed {Numbers.Time(progress.Elapsed)}{(progress.Left is { } left ? $", left {Numbers.Time(left)}" : "")}\n{table}{accuracy}{warnings}";
    }

    /// <inheritdoc/>
    public override DataFrame ToData() => TrainRows.ToFrame(Steps);
}
