using Cppo.Evaluation.Comparisons;
using Cppo.Interactive.Rendering;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>Methods over seeds, live or finished: what is settled, curves with intervals, final figures, differences with a sentence each. Its height hardly changes while it runs.</summary>
/// <param name="comparison">The comparison.</param>
public sealed class ComparisonView(MethodComparison comparison) : View
{
    private const int MostSentences = 8;

    private readonly IReadOnlyList<MethodDifference> differences = comparison.Differences;

    private ComparisonDesign Design => comparison.Design;

    /// <inheritdoc/>
    public override string Name => "comparison";

    /// <inheritdoc/>
    public override string Label => $"Comparison of {Numbers.Count(Design.Methods.Count, "method", "methods")} over {Numbers.Count(Design.Seeds.Count, "seed", "seeds")}";

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Sheets => ["chart", "train", "comparison"];

    private int Finished => comparison.Runs.Count(run => run.IsFinished);

    private string HeadFacts => Facts(
        $"{Numbers.Count(Design.Methods.Count, "method", "methods")} × {Numbers.Count(Design.Seeds.Count, "seed", "seeds")}",
        comparison.InSeconds ? $"as much time as {Describe.Clip(Design.Methods[0], 40)} takes for {Numbers.Count(Design.Steps, "step", "steps")}" : Numbers.Count(Design.Steps, "step", "steps"),
        Design.Start.Length > 0 ? $"from {Describe.Clip(Design.Start, 40)}" : null,
        comparison.IsComplete ? "finished" : $"{Numbers.Count(Finished)} of {Numbers.Count(comparison.Runs.Count, "run", "runs")} finished");

    // As many as there are tests and methods; by chance alone one in twenty excludes 0.
    private string Finding
    {
        get
        {
            MethodDifference[] known = [.. differences.Where(one => one.OverSeeds.Seeds > 0)];
            if (Design.Methods.Count < 2) return "One method: nothing to compare it with.";
            if (known.Length == 0) return "No seed has finished under two methods yet.";
            MethodDifference[] settled = [.. known.Where(one => one.Verdict != ComparisonVerdict.NotDistinguishable)];
            if (known.All(one => one.OverSeeds.Interval is null)) return "One seed says nothing about a method: no difference has an interval.";
            if (settled.Length == 0) return known.Any(one => one.OverSeeds.IsSettled) ? "No difference is settled." : "No difference is settled: every interval contains 0.";
            string chance = settled.Length <= Math.Ceiling(known.Length / 20.0) && known.Length > 1 ? " About as many are to be expected by chance." : "";
            return $"{Numbers.Count(settled.Length)} of {Numbers.Count(known.Length, "difference is", "differences are")} settled: {string.Join("; ", settled.Take(3).Select(one => $"{Describe.Clip(one.Method, 40)} {one.VerdictInWords} in {Describe.Clip(one.Test, 40)}"))}{(settled.Length > 3 ? "; …" : ".")}{chance}";
        }
    }

    /// <inheritdoc/>
    protected override Html Body()
    {
        ComparisonTables tables = new(comparison, differences);
        string axis = comparison.InSeconds ? "seconds of work" : "step";
        Html intervals = Html.Of($"Lines: means over seeds of the running mean of 10 steps; {(ComparisonCharts.HasBands(comparison) ? "bands" : "whiskers at the ends")}, from {MethodDifference.FewestSeeds} seeds on: 95{Numbers.Thin.ToString()}% intervals over seeds. Horizontal: {axis}.");
        return Html.Of(
            $"{Head("Comparison", Html.Text(HeadFacts))}{Progress()}<p class=\"cppo-finding\"><b>{Finding}</b></p><div class=\"cppo-multi\">{ComparisonCharts.All(comparison)}</div><p class=\"cppo-key\"><span>{ComparisonCharts.Key(comparison)}</span><span>{intervals}</span></p>{tables.Figures()}{tables.Differences()}{Sentences()}{tables.Terms()}{tables.Runs()}");
    }

    private Html Progress()
    {
        if (comparison.Progress is not { } progress) return Html.Empty;
        string left = progress.Left is { } time ? Numbers.Time(time) : comparison.IsComplete ? "0 s" : Numbers.Missing;
        string last = comparison.IsComplete ? "" : "interrupt: keeps every finished step";
        return Html.Of(
            $"<div class=\"cppo-prog\"><i class=\"cppo-bar\" style=\"--v:{Numbers.Css(progress.Share, 3)}\" role=\"img\" aria-label=\"{Numbers.Share(progress.Share)} done\"></i><div class=\"cppo-stat\"><span><b>{Numbers.Count(progress.FinishedRuns)}</b> of {Numbers.Count(comparison.Runs.Count, "run", "runs")}</span> <span><b>{Numbers.Share(progress.Share)}</b></span> <span>elapsed <b>{Numbers.Time(progress.Elapsed)}</b></span> <span>left <b>{left}</b></span> <span>{Describe.Clip(progress.Now, 60)}</span> <span>{last}</span></div></div>");
    }

    private Html Sentences()
    {
        MethodDifference[] said = [.. differences.Where(one => one.OverSeeds.Seeds > 0)];
        if (said.Length == 0) return Html.Empty;
        return Html.Of(
            $"<details class=\"cppo-d\"><summary>In words</summary>{said.Take(MostSentences).Select(one => Html.Of($"<p class=\"cppo-p cppo-s\">{Describe.Clip(one.Sentence, 400)}</p>"))}{Describe.More("sentences", Math.Min(MostSentences, said.Length), said.Length, "comparison.Differences")}</details>");
    }

    /// <inheritdoc/>
    protected override string PlainText()
    {
        ComparisonTables tables = new(comparison, differences);
        string sentences = string.Concat(differences.Where(one => one.OverSeeds.Seeds > 0).Select(one => $"\n{TextEncoder.Terminal(one.Sentence)}"));
        string progress = comparison.Progress is { } now && !comparison.IsComplete
            ? $"\n{Numbers.Share(now.Share)}, elapsed {Numbers.Time(now.Elapsed)}{(now.Left is { } left ? $", left {Numbers.Time(left)}" : "")}{(now.Now.Length > 0 ? $", {TextEncoder.Terminal(now.Now)}" : "")}"
            : "";
        return $"Comparison  {TextEncoder.Terminal(HeadFacts)}{progress}\n{TextEncoder.Terminal(Finding)}\n\n{tables.FiguresText()}\n{sentences}".TrimEnd();
    }

    /// <inheritdoc/>
    public override DataFrame ToData()
    {
        DataRows<ComparedRun> rows = new DataRows<ComparedRun>(comparison.Runs)
            .Text("method", run => run.Method)
            .Integer("seed", run => (long)run.Seed)
            .Integer("steps", run => run.History.Steps.Count)
            .Flag("finished", run => run.IsFinished)
            .Number("seconds", run => run.Seconds);
        foreach (ComparisonFigure figure in ComparisonTables.FigureColumns) rows = rows.Number(figure.Name, run => Training.Curve.Last(run.History.Steps, figure.Value));
        foreach (string test in Design.Tests) rows = rows.Number(test, run => run.Tests.TryGetValue(test, out var report) ? report.All.Accuracy : double.NaN);
        return rows.ToFrame();
    }
}
