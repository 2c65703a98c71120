using Cppo.Evaluation;
using Cppo.Evaluation.Comparisons;
using Cppo.Interactive.Rendering;
using Cppo.Training;

namespace Cppo.Interactive.Views;

/// <summary>A number of the steps that a comparison's table shows as the mean of the last ten.</summary>
internal sealed record ComparisonFigure(string Name, string Header, Func<StepMetrics, double> Value, Func<double, string> Text);

/// <summary>The tables of a comparison.</summary>
internal sealed class ComparisonTables(MethodComparison comparison, IReadOnlyList<MethodDifference> differences)
{
    private const int MostDifferences = 15, MostMethods = 10, MostRuns = 9, MostTests = 6, LongestName = 40;

    public static IReadOnlyList<ComparisonFigure> FigureColumns { get; } =
    [
        new("reward", "Reward", step => step.Reward, value => Numbers.Plain(value, 3)),
        new("entropy", "Entropy", step => step.Entropy, Numbers.Nats),
        new("kl", "KL", step => step.Kl, Numbers.Scientific),
        new("cpl", "CPL", step => step.Cpl, Numbers.Nats),
        new("zero_signal_groups", "No signal", step => step.ZeroSignalGroups, Numbers.Share),
        new("selected_share", "Selected", step => step.SelectedShare, Numbers.Share),
        new("precision", "Precision", step => step.Precision, value => Numbers.Plain(value, 2)),
        new("recall", "Recall", step => step.Recall, value => Numbers.Plain(value, 2)),
        new("seconds_per_step", "s/step", step => step.StepSeconds, value => Numbers.Plain(value, 2)),
    ];

    private ComparisonDesign Design => comparison.Design;

    private IEnumerable<string> Tests => Design.Tests.Take(MostTests);

    private IReadOnlyList<ComparisonFigure> Shown => [.. FigureColumns.Where(figure => Design.Methods.Any(method => comparison.AtEnd(method, figure.Value).Seeds > 0))];

    /// <summary>Accuracies in every test, and the numbers of the last steps.</summary>
    public Html Figures()
    {
        HtmlTable table = new(
            Html.Of($"<b>At the end.</b> Accuracy in percent, means over seeds ± half the 95{Numbers.Thin.ToString()}% interval (Student's t over seeds); start: Wilson or bootstrap over samples. The other numbers are means of the last 10 steps."),
            [
                new("Method"), new("Seeds", right: true), .. Tests.Select(test => new HtmlColumn(Describe.Clip(test, LongestName), right: true)),
                .. Shown.Select(figure => new HtmlColumn(figure.Header, right: true)),
            ])
        {
            Scrolls = true,
            Class = "cppo-gap",
        };
        if (comparison.Start.Count > 0)
        {
            table.Add(
            [
                Html.Text("start"), HtmlTable.Number(Numbers.Missing),
                .. Tests.Select(test => comparison.Start.TryGetValue(test, out EvaluationReport? report) ? Share(report.All.Accuracy, report.All.Interval) : HtmlTable.Number(Numbers.Missing)),
                .. Shown.Select(_ => HtmlTable.Number(Numbers.Missing)),
            ]);
        }

        foreach (string method in Design.Methods.Take(MostMethods))
        {
            table.Add(
            [
                Name(method), Html.Text(Numbers.Count(comparison.RunsOf(method).Count(run => run.IsFinished))),
                .. Tests.Select(test => Share(comparison.Accuracy(method, test))),
                .. Shown.Select(figure => HtmlTable.Number(figure.Text(comparison.AtEnd(method, figure.Value).Mean))),
            ]);
        }

        return table.ToHtml() + Describe.More("methods", Math.Min(MostMethods, Design.Methods.Count), Design.Methods.Count, "comparison.RunsOf(method)") + Describe.More("tests", Math.Min(MostTests, Design.Tests.Count), Design.Tests.Count, "comparison.Accuracy(method, test)");
    }

    /// <summary>Every method against the first in every test, as a picture and as numbers.</summary>
    public Html Differences()
    {
        if (differences.Count == 0) return Html.Empty;
        double reach = Reach();
        HtmlTable table = new(
            Html.Of($"<b>Against {Describe.Clip(Design.Methods[0], LongestName)}</b>, points of accuracy with 95{Numbers.Thin.ToString()}% intervals. Over seeds: runs of the same seed are paired, Student's t. Pooled: over samples, all seeds' answers together. A verdict needs {MethodDifference.FewestSeeds} seeds and both intervals on one side of 0."),
            new("Method"),
            new("Test"),
            new(Scale(reach), false, "cppo-pl"),
            new("Over seeds", right: true),
            new("Pooled", true, "cppo-opt"),
            new("Verdict"))
        {
            Scrolls = true,
            Class = "cppo-cd cppo-gap",
        };
        foreach (MethodDifference one in differences.Take(MostDifferences))
        {
            table.Add(
                Name(one.Method),
                Html.Text(Describe.Clip(one.Test, LongestName)),
                Plot(one, reach),
                Points(one.OverSeeds.Mean, one.OverSeeds.Interval),
                one.Pooled is { } pooled ? Points(pooled.Difference, pooled.Interval) : HtmlTable.Number(Numbers.Missing),
                one.OverSeeds.Seeds == 0 ? HtmlTable.Number(Numbers.Missing) : Verdict(one));
        }

        return table.ToHtml() + Describe.More("differences", Math.Min(MostDifferences, differences.Count), differences.Count, "comparison.Differences");
    }

    /// <summary>Norms of the terms' gradients, where they were measured.</summary>
    public Html Terms()
    {
        const string Norm = "cppo/grad_norm/", Cosine = "cppo/grad_cosine/";
        string[] terms = [.. comparison.Runs.SelectMany(run => run.History.Steps).SelectMany(step => step.Further.Keys)
            .Where(name => name.StartsWith(Norm, StringComparison.Ordinal)).Select(name => name[Norm.Length..]).Distinct().Take(6)];
        if (terms.Length == 0) return Html.Empty;
        HtmlTable table = new(
            Html.Of($"<b>Which term pulls.</b> Gradient norms with their coefficients, and cosines with the policy term's gradient; means over the measured steps and seeds."),
            [new("Method"), .. terms.SelectMany(term => term == "policy" ? new[] { new HtmlColumn(term, right: true) } : [new($"{Describe.Clip(term, 20)}", right: true), new("cosine", right: true)])])
        {
            Scrolls = true,
        };
        foreach (string method in Design.Methods.Take(MostMethods))
        {
            table.Add(
            [
                Name(method),
                .. terms.SelectMany(term =>
                {
                    Html norm = HtmlTable.Number(Numbers.Scientific(comparison.Over(method, Norm + term).Mean));
                    return term == "policy" ? new[] { norm } : [norm, HtmlTable.Number(Numbers.Signed(comparison.Over(method, Cosine + term).Mean, 2))];
                }),
            ]);
        }

        return Html.Of($"<details class=\"cppo-d\"><summary>Gradients of the terms</summary>{table.ToHtml()}</details>");
    }

    /// <summary>Every run for itself.</summary>
    public Html Runs()
    {
        HtmlTable table = new(
            Html.Of($"Accuracy in percent, one run each; <span class=\"cppo-m\">ToData()</span> has all numbers."),
            [new("Run"), new("Steps", right: true), new("Time", right: true), .. Tests.Select(test => new HtmlColumn(Describe.Clip(test, LongestName), right: true))])
        {
            Scrolls = true,
        };
        foreach (ComparedRun run in comparison.Runs.Take(MostRuns))
        {
            table.Add(
            [
                Html.Text($"{Describe.Clip(run.Method, LongestName)}, seed {run.Seed}"), Html.Text(Numbers.Count(run.History.Steps.Count)), Html.Text(Numbers.Time(TimeSpan.FromSeconds(run.Seconds))),
                .. Tests.Select(test => HtmlTable.Number(run.Tests.TryGetValue(test, out EvaluationReport? report) ? Numbers.Accuracy(report.All.Accuracy) : Numbers.Missing)),
            ]);
        }

        return Html.Of($"<details class=\"cppo-d\"><summary>Run by run</summary>{table.ToHtml()}{Describe.More("runs", Math.Min(MostRuns, comparison.Runs.Count), comparison.Runs.Count, "comparison.Runs")}</details>");
    }

    /// <summary>The first table for a terminal.</summary>
    public string FiguresText()
    {
        TextTable table = new(["Method", ">Seeds", .. Design.Tests.Select(test => ">" + test), .. Shown.Select(figure => ">" + figure.Header)]);
        if (comparison.Start.Count > 0)
        {
            table.Add(["start", "", .. Design.Tests.Select(test => comparison.Start.TryGetValue(test, out EvaluationReport? report) ? Plain(report.All.Accuracy, report.All.Interval) : Numbers.Missing), .. Shown.Select(_ => Numbers.Missing)]);
        }

        foreach (string method in Design.Methods)
        {
            table.Add(
            [
                method, Numbers.Count(comparison.RunsOf(method).Count(run => run.IsFinished)),
                .. Design.Tests.Select(test => comparison.Accuracy(method, test) is var mean ? Plain(mean.Mean, mean.Interval) : ""),
                .. Shown.Select(figure => figure.Text(comparison.AtEnd(method, figure.Value).Mean)),
            ]);
        }

        return table.ToString();
    }

    private Html Name(string method) => Html.Of(
        $"<span class=\"cppo-nb\"><span class=\"cppo-t{ComparisonCharts.ClassOf(Design, method)}\">{ComparisonCharts.Mark(Design, method)}</span> {Describe.Clip(method, LongestName)}</span>");

    private static string Plain(double share, ConfidenceInterval? interval) => interval is { } range ? $"{Numbers.Accuracy(share)} ± {Numbers.Accuracy(range.HalfWidth)}" : Numbers.Accuracy(share);

    private static Html Share(SeedMean mean) => Share(mean.Mean, mean.Interval);

    private static Html Share(double share, ConfidenceInterval? interval) => interval is { } range
        ? Html.Of($"{Numbers.Accuracy(share)} <span class=\"cppo-q\">± {Numbers.Accuracy(range.HalfWidth)}</span>")
        : HtmlTable.Number(Numbers.Accuracy(share));

    private static Html Points(double share, ConfidenceInterval? interval) => interval is { } range
        ? Html.Of($"{Numbers.Signed(share * 100, 1)} <span class=\"cppo-q\">[{Numbers.Signed(range.Low * 100, 1)}, {Numbers.Signed(range.High * 100, 1)}]</span>")
        : HtmlTable.Number(Numbers.Signed(share * 100, 1));

    private static Html Verdict(MethodDifference one) => one.Verdict switch
    {
        ComparisonVerdict.Better => Html.Of($"<span class=\"cppo-ok\">▲ {one.VerdictInWords}</span>"),
        ComparisonVerdict.Worse => Html.Of($"<span class=\"cppo-no\">▼ {one.VerdictInWords}</span>"),
        _ => Html.Of($"<span class=\"cppo-q\">{one.VerdictInWords}</span>"),
    };

    // A scale of whole steps that holds most intervals; two seeds may reach far beyond, and are cut off with an open end.
    private double Reach()
    {
        double widest = differences.SelectMany(one => one.OverSeeds.Interval is { } range ? new[] { Math.Abs(range.Low), Math.Abs(range.High) } : [Math.Abs(one.OverSeeds.Mean)])
            .Where(double.IsFinite).DefaultIfEmpty(0.05).Max();
        return new[] { 0.02, 0.05, 0.1, 0.2, 0.3, 0.5 }.FirstOrDefault(step => step >= widest, 1);
    }

    private static Html Scale(double reach) => Html.Of(
        $"<svg class=\"cppo-svg\" width=\"200\" height=\"14\" viewBox=\"0 0 200 14\" aria-hidden=\"true\"><text x=\"4\" y=\"11\">{Numbers.Signed(-reach * 100, 0)}</text><text x=\"100\" y=\"11\" text-anchor=\"middle\">0</text><text x=\"196\" y=\"11\" text-anchor=\"end\">{Numbers.Signed(reach * 100, 0)}</text></svg>");

    private static Html Plot(MethodDifference one, double reach)
    {
        string X(double share) => Numbers.Css(100 + (96 * Math.Clamp(share / reach, -1, 1)), 1);
        if (one.OverSeeds.Seeds == 0) return Html.Empty;
        Html whisker = one.OverSeeds.Interval is { } range ? Html.Of($"<path class=\"cppo-wh\" stroke=\"currentColor\" d=\"M{X(range.Low)} 10H{X(range.High)}\"/>") : Html.Empty;

        // The numbers stand beside it.
        return Html.Of(
            $"<svg class=\"cppo-svg\" width=\"200\" height=\"20\" viewBox=\"0 0 200 20\" aria-hidden=\"true\"><path class=\"cppo-ax\" stroke=\"#d9d9d9\" d=\"M4 0V20M52 0V20M148 0V20M196 0V20\"/><path class=\"cppo-zero\" stroke=\"currentColor\" d=\"M100 0V20\"/>{whisker}<circle class=\"cppo-dot\" cx=\"{X(one.OverSeeds.Mean)}\" cy=\"10\" r=\"4\"/></svg>");
    }
}
