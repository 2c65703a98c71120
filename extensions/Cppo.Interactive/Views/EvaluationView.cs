using Cppo.Evaluation;
using Cppo.Interactive.Rendering;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>Accuracy by kind of task with 95 % intervals, for one model or for several side by side; two get a column of differences.</summary>
/// <param name="reports">Up to three reports; the last two are compared.</param>
public sealed class EvaluationView(params IReadOnlyList<EvaluationReport> reports) : View
{
    private const int Most = 3;
    private const int MostKinds = 24;
    private static readonly string[] Glyphs = ["○", "●", "◆"];

    private readonly EvaluationReport[] shown = [.. reports.TakeLast(Most)];

    /// <inheritdoc/>
    public override string Name => "evaluation";

    /// <inheritdoc/>
    public override string Label => "Evaluation report";

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Sheets => ["chart", "evaluation"];

    private bool Compares => shown.Length >= 2;

    private bool IsPaired => Compares && PairedDifference.HaveSameSamples(shown[^2], shown[^1]);

    private string Sources
    {
        get
        {
            string share = shown.Any(report => report.AnswersPerSample > 1) ? "bootstrap over samples" : "Wilson";
            return !Compares ? share : IsPaired ? $"{share}; {PairedDifference.Of(shown[^2], shown[^1]).Source}" : $"{share}, Newcombe";
        }
    }

    private IEnumerable<string> Kinds => shown.SelectMany(report => report.ByKind).Select(kind => kind.Kind).Distinct();

    private string HeadFacts => Facts(
        shown.Select(report => report.Setting).FirstOrDefault(setting => setting.Length > 0),
        shown.Length > 0 ? $"{Numbers.Count(shown[0].All.Total)} answers" : null);

    /// <inheritdoc/>
    protected override Html Body()
    {
        Html head = Head("Evaluation", Html.Text(HeadFacts));
        if (shown.Length == 0 || shown[0].All.Total == 0) return head + Html.Of($"<p class=\"cppo-q\">Nothing was evaluated.</p>");
        HtmlTable table = new(
            Html.Of($"<b>{Finding()}</b> Accuracy in percent, 95{Numbers.Thin.ToString()}% intervals ({Sources})."),
            [
                new("Task"),
                new(AccuracyPlot.Shares.Scale(), false, "cppo-pl"),
                new("Answers", true, "cppo-opt2"),
                .. shown.Select((report, i) => new HtmlColumn(
                    Html.Of($"<span class=\"cppo-s{i}\">{Glyphs[i]}</span> {Describe.Clip(report.Name, 40)}"), Right: true)),
                .. Compares ? new[] { new HtmlColumn($"{Glyphs[shown.Length - 1]} − {Glyphs[shown.Length - 2]}, points", right: true) } : [],
            ])
        {
            Class = "cppo-ev",
            Scrolls = true,
        };
        string[] kinds = [.. Kinds];
        if (kinds.Length > 1 || kinds is [{ Length: > 0 }])
        {
            foreach (string kind in kinds.Take(MostKinds)) AddRow(table, "", kind.Length == 0 ? "other" : kind, shown.Select(report => report[kind]));
        }

        AddRow(table, "cppo-sum", "all", shown.Select(report => (KindAccuracy?)report.All));
        Html more = Describe.More("kinds", Math.Min(MostKinds, kinds.Length), kinds.Length, "report.ByKind");
        return Html.Of($"{head}{table.ToHtml()}{more}{new AnswerFigures(shown).ToHtml()}");
    }

    private void AddRow(HtmlTable table, string @class, string name, IEnumerable<KindAccuracy?> values)
    {
        KindAccuracy?[] all = [.. values.Select(value => value is { Total: > 0 } ? value : null)];
        table.Add(
            @class,
            [
                Html.Text(Describe.Clip(name, 60)),
                Plot(name, all),
                Html.Text(Numbers.Count(all.Max(value => value?.Total ?? 0))),
                .. all.Select(value => value is { } accuracy
                    ? Html.Of($"{Numbers.Accuracy(accuracy.Accuracy)} <span class=\"cppo-q\">± {Numbers.Accuracy(accuracy.Interval.HalfWidth)}</span>")
                    : HtmlTable.Number(Numbers.Missing)),
                .. Compares ? new[] { Difference(all[^2], all[^1], @class.Length > 0 ? null : all[^1]?.Kind) } : [],
            ]);
    }

    private Html Difference(KindAccuracy? before, KindAccuracy? after, string? kind)
    {
        if (before is not { } first || after is not { } second) return HtmlTable.Number(Numbers.Missing);
        ConfidenceInterval interval = IntervalOf(first, second, kind);
        return Html.Of(
            $"{Numbers.Signed((second.Accuracy - first.Accuracy) * 100, 1)} <span class=\"cppo-q\">[{Numbers.Signed(interval.Low * 100, 1)}, {Numbers.Signed(interval.High * 100, 1)}]</span>");
    }

    // The same samples are compared one by one; different ones as independent measurements.
    private ConfidenceInterval IntervalOf(KindAccuracy first, KindAccuracy second, string? kind) => IsPaired
        ? PairedDifference.Of(shown[^2], shown[^1], kind).Interval
        : ConfidenceInterval.Newcombe(first.Correct, first.Total, second.Correct, second.Total);

    private string Finding()
    {
        KindAccuracy last = shown[^1].All;
        if (!Compares) return $"{shown[^1].Name}: {Numbers.Accuracy(last.Accuracy)}{Numbers.Thin}% right.";
        KindAccuracy first = shown[^2].All;
        ConfidenceInterval interval = IntervalOf(first, last, null);
        string change = $"{Numbers.Accuracy(first.Accuracy)}{Numbers.Thin}% → {Numbers.Accuracy(last.Accuracy)}{Numbers.Thin}%";
        return interval.Contains(0)
            ? $"{change}: no difference is settled, the interval contains 0."
            : $"{change}: {(interval.Low > 0 ? "better" : "worse")}, the interval does not contain 0.";
    }

    private Html Plot(string name, IReadOnlyList<KindAccuracy?> values)
    {
        string sentence = string.Join(", ", values.Select((value, i) =>
            value is { } accuracy ? $"{shown[i].Name} {Numbers.Accuracy(accuracy.Accuracy)}" : $"{shown[i].Name} missing"));
        return AccuracyPlot.Shares.Of(
            $"{name}: {sentence}", [.. values.Select(value => value is { } accuracy ? (accuracy.Accuracy, accuracy.Interval) : ((double, ConfidenceInterval)?)null)]);
    }

    /// <inheritdoc/>
    protected override string PlainText()
    {
        if (shown.Length == 0) return "Evaluation  Nothing was evaluated.";
        TextTable table = new(["Task", ">Answers", .. shown.Select(report => ">" + report.Name)]);
        foreach ((string name, IEnumerable<KindAccuracy?> values) in Kinds
            .Select(kind => (kind, shown.Select(report => report[kind])))
            .Append(("all", shown.Select(report => (KindAccuracy?)report.All))))
        {
            KindAccuracy?[] all = [.. values.Select(value => value is { Total: > 0 } ? value : null)];
            table.Add(
            [
                name,
                Numbers.Count(all.Max(value => value?.Total ?? 0)),
                .. all.Select(value => value is { } accuracy
                    ? $"{Numbers.Accuracy(accuracy.Accuracy)} ± {Numbers.Accuracy(accuracy.Interval.HalfWidth)}"
                    : Numbers.Missing),
            ]);
        }

        string figures = new AnswerFigures(shown).ToString();
        return $"Evaluation  {TextEncoder.Terminal(HeadFacts)}\n{table}{(figures.Length > 0 ? "\n\n" + figures : "")}{Compared}";
    }

    private string Compared
    {
        get
        {
            if (!IsPaired) return "";
            PairedDifference difference = PairedDifference.Of(shown[^2], shown[^1]);
            string p = difference.PValue is { } value ? $", McNemar p = {Numbers.Scientific(value)}" : "";
            return $"\n\n{TextEncoder.Terminal($"{difference.Second} − {difference.First}")}: {Numbers.Signed(difference.Difference * 100, 1)} points "
                + $"[{Numbers.Signed(difference.Interval.Low * 100, 1)}, {Numbers.Signed(difference.Interval.High * 100, 1)}] ({difference.Source}{p})";
        }
    }

    /// <inheritdoc/>
    public override DataFrame ToData() =>
        new DataRows<(EvaluationReport Report, KindAccuracy Kind)>(
            [.. reports.SelectMany(report => report.ByKind.Append(report.All).Where(kind => kind.Total > 0).Select(kind => (report, kind)))])
            .Text("model", row => row.Report.Name)
            .Text("kind", row => row.Kind.Kind)
            .Integer("correct", row => row.Kind.Correct)
            .Integer("total", row => row.Kind.Total)
            .Number("accuracy", row => row.Kind.Accuracy)
            .Number("low", row => row.Kind.Interval.Low)
            .Number("high", row => row.Kind.Interval.High)
            .ToFrame();
}
