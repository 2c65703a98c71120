using Cppo.Evaluation;
using Cppo.Interactive.Rendering;

namespace Cppo.Interactive.Views;

/// <summary>Shares with their intervals on one fixed scale, for a table's column. The first series is hollow, the second filled, a third a diamond.</summary>
/// <param name="Low">What stands at the left end.</param>
/// <param name="High">What stands at the right end.</param>
internal sealed record AccuracyPlot(double Low, double High)
{
    private const double Left = 4, Width = 292;

    /// <summary>Accuracy: 0 to 100 percent.</summary>
    public static AccuracyPlot Shares { get; } = new(0, 1);

    /// <summary>Differences of accuracies: −50 to 50 points, or −100 to 100 where they need it.</summary>
    public static AccuracyPlot Differences(IEnumerable<ConfidenceInterval> intervals) =>
        intervals.All(interval => interval is { Low: >= -0.5, High: <= 0.5 }) ? new(-0.5, 0.5) : new(-1, 1);

    /// <summary>The numbers of the scale, for the column's heading.</summary>
    public Html Scale() => Html.Of(
        $"<svg class=\"cppo-svg\" width=\"300\" height=\"14\" viewBox=\"0 0 300 14\" aria-hidden=\"true\"><text x=\"4\" y=\"11\">{Tick(0)}</text><text x=\"77\" y=\"11\" text-anchor=\"middle\">{Tick(1)}</text><text x=\"150\" y=\"11\" text-anchor=\"middle\">{Tick(2)}</text><text x=\"223\" y=\"11\" text-anchor=\"middle\">{Tick(3)}</text><text x=\"296\" y=\"11\" text-anchor=\"end\">{Tick(4)}</text></svg>");

    /// <summary>The marks of a row.</summary>
    /// <param name="label">What they show, in words with numbers.</param>
    /// <param name="values">One entry a series; null where it has no value.</param>
    /// <param name="first">Which series the first entry is.</param>
    public Html Of(string label, IReadOnlyList<(double Value, ConfidenceInterval Interval)?> values, int first = 0)
    {
        string X(double value) => Numbers.Css(Left + (Width * Math.Clamp((value - Low) / (High - Low), 0, 1)), 1);
        int height = 8 + (12 * values.Count);
        IEnumerable<Html> marks = values.Select((value, i) =>
        {
            if (value is not { } mark) return Html.Empty;
            int y = 10 + (12 * i);
            int series = first + i;
            Html point = series < 2
                ? Html.Of($"<circle class=\"cppo-s{series}\" cx=\"{X(mark.Value)}\" cy=\"{y}\" r=\"4\"/>")
                : Html.Of($"<path class=\"cppo-s{series}\" d=\"M{X(mark.Value)} {y - 5}l5 5l-5 5l-5 -5z\"/>");
            return Html.Of($"<path class=\"cppo-wh cppo-s{series}\" stroke=\"currentColor\" d=\"M{X(mark.Interval.Low)} {y}H{X(mark.Interval.High)}\"/>{point}");
        });
        return Html.Of(
            $"<svg class=\"cppo-svg\" width=\"300\" height=\"{height}\" viewBox=\"0 0 300 {height}\" role=\"img\" aria-label=\"{label}\"><path class=\"cppo-ax\" stroke=\"#d9d9d9\" d=\"M4 0V{height}M77 0V{height}M150 0V{height}M223 0V{height}M296 0V{height}\"/>{marks}</svg>");
    }

    private string Tick(int quarter)
    {
        double value = (Low + ((High - Low) * quarter / 4)) * 100;
        return Low < 0 ? Numbers.Signed(value, 0) : Numbers.Fixed(value, 0);
    }
}
