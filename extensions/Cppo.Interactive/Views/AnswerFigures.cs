using Cppo.Evaluation;
using Cppo.Interactive.Rendering;

namespace Cppo.Interactive.Views;

/// <summary>
/// The second table of an evaluation: avg@N, pass@k, majority@N and greedy where several answers were drawn; what became of the answers that
/// are not right; lengths. Nothing where only counts are known.
/// </summary>
internal sealed class AnswerFigures(IReadOnlyList<EvaluationReport> reports)
{
    private readonly (string Name, string[] Values)[] rows = [.. Rows(reports)];

    public Html ToHtml()
    {
        if (rows.Length == 0) return Html.Empty;
        HtmlTable table = new(
            Html.Of($"Answers in percent; failures of form stand apart from wrong answers."),
            [new("Answers"), .. reports.Select(report => new HtmlColumn(Describe.Clip(report.Name, 40), right: true))])
        {
            Scrolls = true,
        };
        foreach ((string name, string[] values) in rows) table.Add([Html.Text(name), .. values.Select(HtmlTable.Number)]);
        return table.ToHtml();
    }

    public override string ToString()
    {
        if (rows.Length == 0) return "";
        TextTable table = new(["Answers", .. reports.Select(report => ">" + report.Name)]);
        foreach ((string name, string[] values) in rows) table.Add([name, .. values]);
        return table.ToString();
    }

    private static IEnumerable<(string, string[])> Rows(IReadOnlyList<EvaluationReport> reports)
    {
        if (reports.All(report => report.Samples.Count == 0)) yield break;
        Estimate[][] estimates = [.. reports.Select(report => report.Estimates.ToArray())];

        // A single answer's accuracy is what the first table shows.
        foreach (string name in estimates.Where(figures => figures.Length > 1).SelectMany(figures => figures).Select(figure => figure.Name).Distinct())
        {
            yield return (name, [.. estimates.Select(figures => figures.Where(figure => figure.Name == name).Select(Text).FirstOrDefault(Numbers.Missing))]);
        }

        yield return ("wrong", Values(report => Share(report, AnswerVerdict.Wrong)));
        yield return ("without an answer", Values(report => Share(report, AnswerVerdict.NoAnswer)));
        yield return ("cut off before an answer", Values(report => Share(report, AnswerVerdict.CutOff)));
        yield return ("not in the format", Values(report => 1 - report.WellFormedShare));
        yield return ("cut off", Values(report => report.TruncatedShare));
        yield return ("length, tokens", [.. reports.Select(report => Numbers.Fixed(report.MeanLength, 1))]);

        string[] Values(Func<EvaluationReport, double> value) => [.. reports.Select(report => Numbers.Fixed(value(report) * 100, 1))];
    }

    private static double Share(EvaluationReport report, AnswerVerdict verdict) =>
        (double)report.Count(verdict) / report.Samples.Sum(sample => sample.Answers.Count);

    private static string Text(Estimate figure) =>
        $"{Numbers.Accuracy(figure.Value)} [{Numbers.Accuracy(figure.Interval.Low)}, {Numbers.Accuracy(figure.Interval.High)}]";
}
