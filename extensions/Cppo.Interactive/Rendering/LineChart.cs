using Cppo.Training;

namespace Cppo.Interactive.Rendering;

/// <summary>A line of a chart.</summary>
/// <param name="Name">At the line's end; empty where the title says it.</param>
/// <param name="Class">"c" (solid) or "d" (dotted), of the sheet chart.css; further ones of comparison.css.</param>
/// <param name="Line">The curve.</param>
/// <param name="Raw">Unsmoothed values behind it; may be empty.</param>
internal sealed record ChartLine(string Name, string Class, IReadOnlyList<CurvePoint> Line, IReadOnlyList<CurvePoint> Raw)
{
    /// <summary>Intervals around the line: a band, or a whisker where there is one point. What reaches beyond the axis is cut off; it does not stretch it.</summary>
    public IReadOnlyList<ChartDot> Band { get; init; } = [];
}

/// <summary>A measured point with its interval.</summary>
internal readonly record struct ChartDot(double Step, double Value, double Low, double High);

/// <summary>
/// A small chart as SVG: fixed size, fixed horizontal axis, vertical axis from a ladder so that it stays while a run is live,
/// values at the lines' ends. Complete without a style sheet.
/// </summary>
/// <param name="title">Bold name.</param>
/// <param name="unit">Quiet words beside it.</param>
/// <param name="lastStep">Right end of the horizontal axis.</param>
internal sealed class LineChart(string title, string unit, int lastStep)
{
    private const double Left = 34, Right = 208, Top = 8, Bottom = 112, End = 300, LetterWidth = 7.4;

    public IReadOnlyList<ChartLine> Lines { get; init; } = [];

    public IReadOnlyList<ChartDot> Dots { get; init; } = [];

    /// <summary>Name at the last dot.</summary>
    public string DotName { get; init; } = "";

    /// <summary>Fixed ends of the vertical axis; null takes the ladder.</summary>
    public (double Low, double High)? Range { get; init; }

    /// <summary>Values are shares, written in percent.</summary>
    public bool IsShare { get; init; }

    private IEnumerable<double> Values => Lines.SelectMany(line => line.Line.Concat(line.Raw)).Select(point => point.Value)
        .Concat(Dots.SelectMany(dot => new[] { dot.Low, dot.High }));

    public Html ToHtml()
    {
        (double low, double high) = Range ?? Ladder(Values);
        double X(double step) => Left + ((Right - Left) * step / Math.Max(1, lastStep));
        double Y(double value) => Bottom - ((Bottom - Top) * (Math.Clamp(value, low, high) - low) / (high - low));
        string Point(CurvePoint point) => $"{Numbers.Css(X(point.Step), 1)},{Numbers.Css(Y(point.Value), 1)}";
        Html Polyline(string @class, IReadOnlyList<CurvePoint> points) => points.Count == 0
            ? Html.Empty
            : Html.Of($"<polyline class=\"{@class}\" fill=\"none\" stroke=\"currentColor\" points=\"{new Html(string.Join(' ', points.Select(Point)))}\"/>");

        Html axes = Axes(low, high);
        IEnumerable<Html> bands = Lines.Where(line => line.Band.Count > 0).Select(line => line.Band.Count == 1
            ? Html.Of($"<path class=\"cppo-wh\" stroke=\"currentColor\" d=\"M{Numbers.Css(X(line.Band[0].Step), 1)} {Numbers.Css(Y(line.Band[0].Low), 1)}V{Numbers.Css(Y(line.Band[0].High), 1)}\"/>")
            : Html.Of($"<polygon class=\"cppo-b{line.Class}\" fill=\"currentColor\" fill-opacity=\".16\" points=\"{new Html(string.Join(' ', Outline(line.Band).Select(Point)))}\"/>"));
        IEnumerable<Html> raw = Lines.Select(line => Polyline("cppo-raw", line.Raw));
        IEnumerable<Html> lines = Lines.Select(line => Polyline($"cppo-l{line.Class}", line.Line));
        IEnumerable<Html> dots = Dots.Select(dot => Html.Of(
            $"<path class=\"cppo-wh\" stroke=\"currentColor\" d=\"M{Numbers.Css(X(dot.Step), 1)} {Numbers.Css(Y(dot.Low), 1)}V{Numbers.Css(Y(dot.High), 1)}\"/><circle class=\"cppo-dot\" cx=\"{Numbers.Css(X(dot.Step), 1)}\" cy=\"{Numbers.Css(Y(dot.Value), 1)}\" r=\"3.5\"/>"));
        return Html.Of(
            $"<figure class=\"cppo-fig\"><p class=\"cppo-sub\">{title} <span class=\"cppo-q\">{unit}</span></p><svg class=\"cppo-svg\" width=\"308\" height=\"132\" viewBox=\"-8 0 308 132\" role=\"img\" aria-label=\"{Sentence()}\">{axes}{bands}{raw}{lines}{dots}{Labels(X, Y)}</svg></figure>\n");
    }

    // "5e−4": more places would not fit beside the axis.
    private static string Power(double value)
    {
        if (value == 0) return "0";
        int exponent = (int)Math.Floor(Math.Log10(Math.Abs(value)));
        return $"{Numbers.Fixed(value / Math.Pow(10, exponent), 1).Replace(".0", "")}e{Numbers.Count(exponent)}";
    }

    // There along the lower ends, back along the upper ones.
    private static IEnumerable<CurvePoint> Outline(IReadOnlyList<ChartDot> band) =>
        band.Select(dot => new CurvePoint(dot.Step, dot.Low)).Concat(band.Reverse().Select(dot => new CurvePoint(dot.Step, dot.High)));

    private Html Axes(double low, double high)
    {
        string Tick(double value) => IsShare
            ? $"{Numbers.Plain(value * 100, 0)}"
            : high - low < 0.005 ? Power(value) : Numbers.Plain(value, high - low < 0.05 ? 3 : high - low <= 3 ? 2 : 0);
        double middle = (low + high) / 2;
        return Html.Of(
            $"<path class=\"cppo-ax\" stroke=\"#d9d9d9\" d=\"M34 112H208M34 8H208M34 60H208\"/><text x=\"29\" y=\"116\" text-anchor=\"end\">{Tick(low)}</text><text x=\"29\" y=\"64\" text-anchor=\"end\">{Tick(middle)}</text><text x=\"29\" y=\"12\" text-anchor=\"end\">{Tick(high)}</text><text x=\"34\" y=\"128\">0</text><text x=\"121\" y=\"128\" text-anchor=\"middle\">{(lastStep % 2 == 0 ? Numbers.Count(lastStep / 2) : "")}</text><text x=\"208\" y=\"128\" text-anchor=\"end\">{Numbers.Count(lastStep)}</text>");
    }

    private Html Labels(Func<double, double> x, Func<double, double> y)
    {
        List<(double X, double Y, string Name, string Class, string Value)> labels =
        [
            .. Lines.Where(line => line.Line.Count > 0).Select(line => (x(line.Line[^1].Step), y(line.Line[^1].Value), line.Name, line.Class, Text(line.Line[^1].Value))),
        ];
        if (Dots.Count > 0) labels.Add((x(Dots[^1].Step), y(Dots[^1].Value), DotName, "o", Text(Dots[^1].Value)));
        labels.Sort((a, b) => a.Y.CompareTo(b.Y));
        double[] heights = ChartLayout.Apart(labels.Select(label => label.Y), Bottom + 2);
        return Html.Join(labels.Zip(heights, (label, height) => Html.Of(
            $"<text class=\"cppo-lab\" x=\"{Numbers.Css(Math.Min(label.X + 7, End - (LetterWidth * (label.Name.Length + 1 + label.Value.Length))), 1)}\" y=\"{Numbers.Css(Math.Clamp(height + 4, 12, 118), 1)}\">{Name(label.Name, label.Class)}<tspan class=\"cppo-val\">{label.Value}</tspan></text>")));
    }

    private static Html Name(string name, string @class) =>
        name.Length == 0 ? Html.Empty : Html.Of($"<tspan class=\"cppo-t{@class}\">{name}</tspan> ");

    private string Text(double value) => IsShare
        ? Numbers.Share(value)
        : Math.Abs(value) is >= 0.005 or 0 ? Numbers.Plain(value, Math.Abs(value) < 10 ? 2 : 0) : Numbers.Plain(value, 4);

    private string Sentence()
    {
        IEnumerable<string> lines = Lines.Where(line => line.Line.Count > 0).Select(line =>
            $"{(line.Name.Length > 0 ? line.Name + " " : "")}{Text(line.Line[0].Value)} at step {Numbers.Css(line.Line[0].Step, 0)}, {Text(line.Line[^1].Value)} at step {Numbers.Css(line.Line[^1].Step, 0)}");
        IEnumerable<string> dots = Dots.Count == 0
            ? []
            : [$"{DotName} {Text(Dots[0].Value)} at step {Numbers.Css(Dots[0].Step, 0)}, {Text(Dots[^1].Value)} at step {Numbers.Css(Dots[^1].Step, 0)}"];
        string text = string.Join("; ", lines.Concat(dots));
        return $"{title}: {(text.Length > 0 ? text : "no value yet")}";
    }

    // 1, 2, 5, 10, ...: an axis changes only when the data pass a rung, never a little at a time.
    private static (double Low, double High) Ladder(IEnumerable<double> values)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        double high = Rung(finite.DefaultIfEmpty(0).Max()), low = Rung(-finite.DefaultIfEmpty(0).Min());
        return (low > 0 ? -low : 0, high > 0 ? high : low > 0 ? 0 : 1);
    }

    private static double Rung(double value) => value <= 1e-9 ? 0 : ChartLayout.RoundUp(value);
}
