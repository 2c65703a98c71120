using Cppo.Evaluation;
using Cppo.Interactive.Rendering;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>Reports against the first of them on the same samples: differences in points with paired intervals, by kind of task.</summary>
/// <param name="comparison">What was compared.</param>
public sealed class ReportComparisonView(ReportComparison comparison) : View
{
    private const int Most = 3, MostKinds = 24;
    private static readonly string[] Glyphs = ["○", "●", "◆"];

    private readonly ComparedReport[] shown = [.. comparison.Others.Take(Most)];

    /// <inheritdoc/>
    public override string Name => "evaluation";

    /// <inheritdoc/>
    public override string Label => "Comparison of reports";

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Sheets => ["chart", "evaluation"];

    private string HeadFacts => Facts($"against {comparison.First.Name}", comparison.First.Setting, shown.Select(other => other.All.Source).FirstOrDefault());

    private IEnumerable<string> Kinds => shown.SelectMany(other => other.ByKind).Select(entry => entry.Key).Distinct();

    /// <inheritdoc/>
    protected override Html Body()
    {
        AccuracyPlot plot = AccuracyPlot.Differences(shown.SelectMany(other => other.ByKind.Select(entry => entry.Value).Append(other.All)).Select(difference => difference.Interval));
        HtmlTable table = new(
            Html.Of($"<b>{string.Join(" ", shown.Select(other => other.Sentence))}</b> Points, paired 95{Numbers.Thin.ToString()}% intervals; those of kinds are not corrected for their number."),
            [
                new("Task"),
                new(plot.Scale(), false, "cppo-pl"),
                new("Samples", true, "cppo-opt2"),
                .. shown.Select((other, i) => new HtmlColumn(Html.Of($"<span class=\"cppo-s{i}\">{Glyphs[i]}</span> {Describe.Clip(other.Report.Name, 40)}"), Right: true)),
            ])
        {
            Class = "cppo-ev",
            Scrolls = true,
        };
        string[] kinds = [.. Kinds];
        foreach (string kind in kinds.Take(MostKinds)) Add("", kind.Length == 0 ? "other" : kind, [.. shown.Select(other => Of(other, kind))]);
        Add("cppo-sum", "all", [.. shown.Select(other => (PairedDifference?)other.All)]);
        Html more = Describe.More("kinds", Math.Min(MostKinds, kinds.Length), kinds.Length, "comparison.Others[0].ByKind");
        return Html.Of($"{Head("Comparison", Html.Text(HeadFacts))}{table.ToHtml()}{more}{Describe.More("reports", shown.Length, comparison.Others.Count, "comparison.Others")}");

        void Add(string @class, string name, PairedDifference?[] differences) => table.Add(
            @class,
            [
                Html.Text(Describe.Clip(name, 60)),
                plot.Of(
                    $"{name}: {string.Join(", ", differences.Select(difference => difference is null ? Numbers.Missing : $"{difference.Second} {Numbers.Signed(difference.Difference * 100, 1)}"))}",
                    [.. differences.Select(difference => difference is null ? ((double, ConfidenceInterval)?)null : (difference.Difference, difference.Interval))]),
                Html.Text(Numbers.Count(differences.Max(difference => difference?.Samples ?? 0))),
                .. differences.Select(difference => difference is null
                    ? HtmlTable.Number(Numbers.Missing)
                    : Html.Of($"{Numbers.Signed(difference.Difference * 100, 1)} <span class=\"cppo-q\">{Interval(difference)}</span>")),
            ]);
    }

    /// <inheritdoc/>
    protected override string PlainText()
    {
        TextTable table = new(["Task", ">Samples", .. shown.Select(other => ">" + other.Report.Name)]);
        foreach (string kind in Kinds) Add(kind, [.. shown.Select(other => Of(other, kind))]);
        Add("all", [.. shown.Select(other => (PairedDifference?)other.All)]);
        return $"Comparison  {TextEncoder.Terminal(HeadFacts)}\n{table}\n\n{string.Join('\n', comparison.Others.Select(other => TextEncoder.Terminal(other.Sentence)))}";

        void Add(string name, PairedDifference?[] differences) => table.Add(
            [name, Numbers.Count(differences.Max(difference => difference?.Samples ?? 0)), .. differences.Select(difference => difference is null
                ? Numbers.Missing
                : $"{Numbers.Signed(difference.Difference * 100, 1)} {Interval(difference)}")]);
    }

    /// <inheritdoc/>
    public override DataFrame ToData() => new DataRows<(string Kind, PairedDifference Difference)>(
        [.. comparison.Others.SelectMany(other => other.ByKind.Select(entry => (entry.Key, entry.Value)).Append(("all", other.All)))])
        .Text("first", row => row.Difference.First)
        .Text("second", row => row.Difference.Second)
        .Text("kind", row => row.Kind)
        .Integer("samples", row => row.Difference.Samples)
        .Number("difference", row => row.Difference.Difference)
        .Number("low", row => row.Difference.Interval.Low)
        .Number("high", row => row.Difference.Interval.High)
        .Number("mcnemar_p", row => row.Difference.PValue ?? double.NaN)
        .ToFrame();

    private static PairedDifference? Of(ComparedReport other, string kind) => other.ByKind.FirstOrDefault(entry => entry.Key == kind).Value;

    private static string Interval(PairedDifference difference) =>
        $"[{Numbers.Signed(difference.Interval.Low * 100, 1)}, {Numbers.Signed(difference.Interval.High * 100, 1)}]";
}
