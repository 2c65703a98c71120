using Cppo.Evaluation;
using Cppo.Evaluation.Benchmarking;
using Cppo.Interactive.Rendering;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>A model on benchmarks: a row each with its interval, what is absent and what it expects, and what the figures are not.</summary>
/// <param name="table">What was measured.</param>
public sealed class BenchmarkTableView(BenchmarkTable table) : View
{
    /// <inheritdoc/>
    public override string Name => "evaluation";

    /// <inheritdoc/>
    public override string Label => "Benchmarks";

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Sheets => ["chart", "evaluation"];

    private int Present => table.Present.Count();

    private string HeadFacts => Facts(
        table.Model,
        $"{Present} of {Numbers.Count(table.Results.Count, "benchmark", "benchmarks")}",
        table.Present.Select(result => How(result.Report!)).FirstOrDefault());

    private string Finding => table.MeanInterval is { } interval
        ? $"{table.Model}: {Numbers.Accuracy(table.Mean)}{Numbers.Thin}% on average over {Numbers.Count(Present, "benchmark", "benchmarks")} [{Numbers.Accuracy(interval.Low)}, {Numbers.Accuracy(interval.High)}]."
        : "No benchmark's files are there.";

    /// <inheritdoc/>
    protected override Html Body()
    {
        HtmlTable rows = new(
            Html.Of($"<b>{Finding}</b> Accuracy in percent, 95{Numbers.Thin.ToString()}% intervals; every benchmark counts alike in the average."),
            new("Benchmark"), new(AccuracyPlot.Shares.Scale(), false, "cppo-pl"), new("Samples", true), new("Accuracy", true), new("No answer", true, "cppo-opt2"))
        {
            Class = "cppo-ev",
            Scrolls = true,
        };
        foreach (BenchmarkResult result in table.Results)
        {
            if (result.Report is not { } report)
            {
                rows.Add(Html.Text(result.Benchmark.Title), Html.Empty, HtmlTable.Number(Numbers.Missing), HtmlTable.Number(Numbers.Missing), HtmlTable.Number(Numbers.Missing));
                continue;
            }

            Estimate figure = result.Figure!.Value;
            rows.Add(
                Html.Text(Title(result)),
                AccuracyPlot.Shares.Of($"{result.Benchmark.Title}: {Numbers.Accuracy(figure.Value)}", [(figure.Value, figure.Interval)], first: 1),
                Html.Text(Numbers.Count(report.Samples.Count)),
                Html.Of($"{Numbers.Accuracy(figure.Value)} <span class=\"cppo-q\">± {Numbers.Accuracy(figure.Interval.HalfWidth)}</span>"),
                HtmlTable.Number(Numbers.Fixed(Unanswered(report) * 100, 1)));
        }

        if (table.MeanInterval is { } interval)
        {
            rows.Add(
                "cppo-sum",
                Html.Text("average"),
                AccuracyPlot.Shares.Of($"average: {Numbers.Accuracy(table.Mean)}", [(table.Mean, interval)], first: 1),
                HtmlTable.Number(Numbers.Missing),
                Html.Of($"{Numbers.Accuracy(table.Mean)} <span class=\"cppo-q\">± {Numbers.Accuracy(interval.HalfWidth)}</span>"),
                HtmlTable.Number(Numbers.Missing));
        }

        IEnumerable<Html> absent = table.Results.Where(result => result.Report is null)
            .Select(result => Html.Of($"<p class=\"cppo-q\">{result.Benchmark.Title}: {Describe.Clip(result.Problem ?? "", 400)}</p>"));
        IEnumerable<Html> remarks = table.Present.Select(result => (result.Benchmark.Title, Text: Said(result))).Where(said => said.Text.Length > 0)
            .Select(said => Html.Of($"<p>{said.Title}: {Describe.Clip(said.Text, 600)}</p>"));
        return Html.Of($"{Head("Benchmarks", Html.Text(HeadFacts))}{rows.ToHtml()}{absent}<details><summary>What these figures are not</summary><p>Published figures come from answers that GPT-4o-mini took out of the responses; these from boxes and a grader.</p>{remarks}</details>");
    }

    /// <inheritdoc/>
    protected override string PlainText()
    {
        TextTable rows = new("Benchmark", ">Samples", ">Accuracy", ">No answer", "Remark");
        foreach (BenchmarkResult result in table.Results)
        {
            rows.Add(
                Title(result),
                result.Report is { } asked ? Numbers.Count(asked.Samples.Count) : Numbers.Missing,
                result.Figure is { } figure ? $"{Numbers.Accuracy(figure.Value)} ± {Numbers.Accuracy(figure.Interval.HalfWidth)}" : Numbers.Missing,
                result.Report is { } judged ? Numbers.Fixed(Unanswered(judged) * 100, 1) : Numbers.Missing,
                result.Problem ?? result.Remark);
        }

        rows.Add("average", Numbers.Missing, table.MeanInterval is { } interval ? $"{Numbers.Accuracy(table.Mean)} ± {Numbers.Accuracy(interval.HalfWidth)}" : Numbers.Missing, Numbers.Missing, "");
        return $"Benchmarks  {TextEncoder.Terminal(HeadFacts)}\n{rows}";
    }

    /// <inheritdoc/>
    public override DataFrame ToData() => new DataRows<BenchmarkResult>(table.Results)
        .Text("benchmark", result => result.Benchmark.Name)
        .Integer("samples", result => result.Report?.Samples.Count ?? 0)
        .Text("figure", result => result.Figure?.Name ?? "")
        .Number("value", result => result.Figure?.Value ?? double.NaN)
        .Number("low", result => result.Figure?.Interval.Low ?? double.NaN)
        .Number("high", result => result.Figure?.Interval.High ?? double.NaN)
        .Number("accuracy", result => result.Report?.All.Accuracy ?? double.NaN)
        .Number("no_answer", result => result.Report is { } report ? Unanswered(report) : double.NaN)
        .Text("path", result => result.Path ?? "")
        .Text("remark", result => result.Problem ?? result.Remark)
        .Text("note", result => result.Benchmark.Note)
        .ToFrame();

    // A figure that is not accuracy says what it is.
    private static string Title(BenchmarkResult result) =>
        result.Score is { } score ? $"{result.Benchmark.Title}, {score.Name}" : result.Benchmark.Title;

    private static string How(EvaluationReport report) => report.AnswersPerSample > 1 ? $"avg@{report.AnswersPerSample}" : "one answer a sample";

    private static string Said(BenchmarkResult result) => string.Join(". ", new[] { result.Remark, result.Benchmark.Note }.Where(text => text.Length > 0));

    private static double Unanswered(EvaluationReport report) =>
        (double)(report.Count(AnswerVerdict.NoAnswer) + report.Count(AnswerVerdict.CutOff)) / Math.Max(1, report.All.Total);
}
