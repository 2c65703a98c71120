using Cppo.Evaluation.Comparisons;
using Cppo.Interactive.Rendering;
using Cppo.Training;

namespace Cppo.Interactive.Views;

/// <summary>The curves of a comparison: one small chart a number, one line a method, told apart by dash, mark and name.</summary>
internal static class ComparisonCharts
{
    private const int MostLines = 6, MostBands = 3, LongestName = 5, FewCharts = 6;
    private const string Grpo = "g", Cppo = "c";

    private static readonly string[] Marks = ["◆", "●", "○", "▲", "■", "▽"];
    private static readonly string[] Classes = [Grpo, Cppo, "d", "e", "f", "h"];

    private static readonly (string Title, string Unit, Func<StepMetrics, double> Value, bool IsShare)[] Charts =
    [
        ("Reward", "mean of the batch", step => step.Reward, false),
        ("Accuracy", "% of the batch", step => step.Accuracy, true),
        ("Entropy", "nats per token", step => step.Entropy, false),
        ("KL to reference", "nats per token", step => step.Kl, false),
        ("CPL", "tokens in the CPL", step => step.Cpl, false),
        ("Selected", "% of tokens", step => step.SelectedShare, true),
        ("No signal", "% of groups", step => step.ZeroSignalGroups, true),
        ("Gradient norm", "before clipping", step => step.GradientNorm, false),
    ];

    /// <summary>Whether intervals are bands; among many lines they would hide each other.</summary>
    public static bool HasBands(MethodComparison comparison) => comparison.Design.Methods.Count <= MostBands;

    /// <summary>All charts in reading order; what no method has is left out.</summary>
    public static IEnumerable<Html> All(MethodComparison comparison)
    {
        int most = comparison.Design.Methods.Count <= 2 ? 60 : Math.Max(20, 120 / Math.Min(MostLines, comparison.Design.Methods.Count));
        foreach ((string title, string unit, Func<StepMetrics, double> value, bool isShare) in Charts.Take(HasBands(comparison) ? Charts.Length : FewCharts))
        {
            IReadOnlyList<ComparedCurve> curves = comparison.Curves(value, most: most);
            if (curves.All(curve => curve.Points.Count == 0) && title is not ("Reward" or "Accuracy" or "Entropy")) continue;
            yield return Chart(comparison, title, unit, curves, isShare);
            if (title == "Accuracy" && !comparison.InSeconds && comparison.HeldOut.Any(curve => curve.Points.Count > 0))
                yield return Chart(comparison, "Held-out accuracy", "% right, greedy", comparison.HeldOut, true);
        }
    }

    /// <summary>The mark of a method.</summary>
    public static string Mark(ComparisonDesign design, string method) => Marks[Slot(design, method) is >= 0 and var slot ? slot : 2];

    /// <summary>Marks with their names.</summary>
    public static Html Key(MethodComparison comparison) => Html.Of(
        $"{Html.Join(comparison.Design.Methods.Take(MostLines).Select(method => Html.Of($"<span class=\"cppo-nb cppo-t{Classes[Slot(comparison.Design, method)]}\">{Mark(comparison.Design, method)} {Describe.Clip(method, 40)}</span>")), " ")}{Describe.More("methods", Math.Min(MostLines, comparison.Design.Methods.Count), comparison.Design.Methods.Count, "comparison.Curves(step => step.Reward)")}");

    /// <summary>The class of a method's line and name.</summary>
    public static string ClassOf(ComparisonDesign design, string method) => Slot(design, method) is >= 0 and var slot ? Classes[slot] : "d";

    private static Html Chart(MethodComparison comparison, string title, string unit, IReadOnlyList<ComparedCurve> curves, bool isShare)
    {
        ComparedCurve[] drawn = [.. curves.Take(MostLines)];
        bool named = drawn.All(curve => curve.Method.Length <= LongestName);
        bool bands = HasBands(comparison);
        ChartLine[] lines =
        [
            .. drawn.Select(curve => new ChartLine(
                named ? $"{Mark(comparison.Design, curve.Method)} {curve.Method}" : Mark(comparison.Design, curve.Method),
                ClassOf(comparison.Design, curve.Method),
                [.. curve.Points.Select(point => new CurvePoint(point.At, point.Value.Mean))],
                [])
            {
                Band = [.. (bands ? curve.Points : curve.Points.TakeLast(1)).Where(point => point.Value.Seeds >= MethodDifference.FewestSeeds)
                    .Select(point => new ChartDot(point.At, point.Value.Mean, point.Value.Interval!.Value.Low, point.Value.Interval.Value.High))],
            }),
        ];
        return new LineChart(title, unit, End(comparison)) { Lines = lines, IsShare = isShare, Range = isShare || title == "Reward" ? Fifths(lines) : null }.ToHtml();
    }

    // Whole fifths: the axis changes only when the data pass one. An interval may reach beyond, and is cut off there.
    private static (double, double) Fifths(IEnumerable<ChartLine> lines)
    {
        double[] values = [.. lines.SelectMany(line => line.Line).Select(point => point.Value).Where(double.IsFinite)];
        if (values.Length == 0) return (0, 1);
        double low = Math.Floor(values.Min() * 5) / 5, high = Math.Ceiling(values.Max() * 5) / 5;
        return (low, high > low ? high : low + 0.2);
    }

    private static int End(MethodComparison comparison) => (int)Math.Ceiling(Math.Max(1, comparison.AxisEnd));

    // GRPO is grey and dashed, CPPO solid, whatever their place; the others take what is left.
    private static int Slot(ComparisonDesign design, string method)
    {
        string? grpo = design.Methods.FirstOrDefault(name => name.StartsWith("grpo", StringComparison.OrdinalIgnoreCase)) ?? design.Methods[0];
        string? cppo = design.Methods.FirstOrDefault(name => name != grpo && name.StartsWith("cppo", StringComparison.OrdinalIgnoreCase)) ?? design.Methods.FirstOrDefault(name => name != grpo);
        if (method == grpo) return 0;
        if (method == cppo) return 1;
        int place = design.Methods.Where(name => name != grpo && name != cppo).ToList().IndexOf(method);
        return place >= 0 && place + 2 < MostLines ? place + 2 : -1;
    }
}
