using Cppo.Interactive.Rendering;
using Cppo.Interactive.Views;

namespace Cppo.Interactive.Figures;

/// <summary>A figure as SVG of one size; names stand at the ends of their lines.</summary>
internal sealed class FigureDrawing
{
    /// <summary>Most series: more cannot be told apart.</summary>
    public const int MostSeries = 8;

    private const int MostPoints = 240;
    private const double Left = 46, Top = 10, Foot = 40, LetterWidth = 7.4;
    private const int Height = 250, LongestName = 22;
    private static readonly string[] Dashes = ["", "6 3", "1.5 3.5", "10 3 2 3", "3 2"];

    private readonly Figure figure;
    private readonly int width;
    private readonly FigureSeries[] drawn;
    private readonly FigureScale across, up;
    private readonly double right;

    public FigureDrawing(Figure figure, int width)
    {
        (this.figure, this.width) = (figure, width);
        drawn = [.. figure.Series.Take(MostSeries).Select(series => series with { Points = Thin(figure, series) })];
        FigurePoint[] points = [.. drawn.SelectMany(series => series.Points)];
        across = FigureScale.Of(points.Select(point => point.X), figure.XRange, round: false);
        up = FigureScale.Of(points.SelectMany(point => point.HasInterval ? new[] { point.Y, point.Low, point.High } : [point.Y]), figure.YRange, round: true);
        int longest = drawn.Select(series => Math.Min(LongestName, series.Name.Length)).DefaultIfEmpty(0).Max();
        right = width - 12 - Math.Min(width * 0.36, longest * LetterWidth);
    }

    /// <summary>The drawing.</summary>
    /// <param name="sentence">What a screen reader says.</param>
    /// <param name="attributes">Further attributes of the element.</param>
    public Html ToHtml(string sentence, Html attributes) => Html.Of(
        $"<svg class=\"cppo-svg\" width=\"{width}\" height=\"{Height}\" viewBox=\"0 0 {width} {Height}\" role=\"img\" aria-label=\"{sentence}\"{attributes}>{Axes()}{drawn.Select(Draw)}{Labels()}</svg>");

    /// <summary>The points that are drawn of a series: finite ones within the horizontal axis, thinned evenly, ends kept.</summary>
    public static IReadOnlyList<FigurePoint> Thin(Figure figure, FigureSeries series)
    {
        FigurePoint[] points = [.. series.Points.Where(point =>
            point.IsDrawn && (figure.XRange is not { } range || (point.X >= range.Low && point.X <= range.High)))];
        int most = series.Mark == FigureMark.Points
            ? MostPoints / figure.Series.Count(other => other.Mark == FigureMark.Points)
            : FigureScale.MostLinePoints;
        return FigureScale.Evenly(points, most);
    }

    private double X(double value) => Left + ((right - Left) * across.Share(value));

    private double Y(double value) => Height - Foot - ((Height - Foot - Top) * up.Share(value));

    private string At(double x, double y) => $"{Numbers.Css(X(x), 1)},{Numbers.Css(Y(y), 1)}";

    private Html Axes()
    {
        string line = string.Concat(up.Ticks.Select(tick => $"M{Numbers.Css(Left)} {Numbers.Css(Y(tick), 1)}H{Numbers.Css(right, 1)}"));
        IEnumerable<Html> rows = up.Ticks.Select(tick => Html.Of(
            $"<text x=\"{Numbers.Css(Left - 6)}\" y=\"{Numbers.Css(Y(tick) + 4, 1)}\" text-anchor=\"end\">{up.Text(tick)}</text>"));
        double free = double.NegativeInfinity;
        List<Html> columns = [];
        foreach (double tick in across.Ticks)
        {
            string text = across.Text(tick);
            double half = text.Length * LetterWidth / 2;
            if (X(tick) - half < free) continue; // words that would touch are left out
            free = X(tick) + half + 8;
            columns.Add(Html.Of($"<text x=\"{Numbers.Css(X(tick), 1)}\" y=\"{Numbers.Css(Height - Foot + 17)}\" text-anchor=\"middle\">{text}</text>"));
        }

        return Html.Of(
            $"<path class=\"cppo-ax\" stroke=\"#d9d9d9\" d=\"{line}\"/>{rows}{columns}<text x=\"{Numbers.Css(right, 1)}\" y=\"{Numbers.Css(Height - 4)}\" text-anchor=\"end\">{Describe.Clip(figure.X, 60)}</text>");
    }

    private Html Draw(FigureSeries series, int index)
    {
        IReadOnlyList<FigurePoint> points = series.Points;
        if (points.Count == 0) return Html.Empty;
        Html tone = new($"cppo-fg{series.Tone.ToString().ToLowerInvariant()}");
        Html dash = new(Dashes[DashOf(index)] is { Length: > 0 } pattern ? $" stroke-dasharray=\"{pattern}\"" : "");
        FigurePoint[] measured = [.. points.Where(point => point.HasInterval)];
        if (series.Mark == FigureMark.Points)
        {
            IEnumerable<Html> whiskers = measured.Select(point => Html.Of(
                $"<path stroke=\"currentColor\" stroke-width=\"1.5\" d=\"M{At(point.X, point.Low)}L{At(point.X, point.High)}\"/>"));
            return Html.Of($"<g class=\"{tone}\">{whiskers}{points.Select(point => Mark(point, index))}</g>");
        }

        Html band = measured.Length < 2
            ? Html.Empty
            : Html.Of($"<polygon fill=\"currentColor\" fill-opacity=\".15\" points=\"{Outline(measured)}\"/>");
        Html path = new(series.Mark == FigureMark.Steps
            ? string.Join(' ', points.Zip(points.Skip(1)).SelectMany(pair => new[] { At(pair.First.X, pair.First.Y), At(pair.Second.X, pair.First.Y) }))
            : string.Join(' ', points.Select(point => At(point.X, point.Y))));
        return Html.Of(
            $"<g class=\"{tone}\">{band}<polyline fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" stroke-linejoin=\"round\"{dash} points=\"{path}\"/></g>");
    }

    // The first line has none.
    private int DashOf(int index) => drawn.Take(index).Count(series => series.Mark != FigureMark.Points) % Dashes.Length;

    private Html Outline(FigurePoint[] band) => new(string.Join(' ', band.Select(point => At(point.X, point.Low)).Concat(band.Reverse().Select(point => At(point.X, point.High)))));

    private Html Mark(FigurePoint point, int index)
    {
        (string x, string y) = (Numbers.Css(X(point.X), 1), Numbers.Css(Y(point.Y), 1));
        return (index % 3) switch
        {
            0 => Html.Of($"<circle fill=\"currentColor\" fill-opacity=\".8\" cx=\"{x}\" cy=\"{y}\" r=\"3\"/>"),
            1 => Html.Of($"<path fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\" d=\"M{x} {y}m-3.5 0l3.5 -3.5l3.5 3.5l-3.5 3.5z\"/>"),
            _ => Html.Of($"<path fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\" d=\"M{x} {y}m-3 -3l6 6m0 -6l-6 6\"/>"),
        };
    }

    private Html Labels()
    {
        List<(double Y, string Name, Html Tone)> labels = [];
        foreach (FigureSeries series in drawn)
        {
            IReadOnlyList<FigurePoint> points = series.Points;
            if (points.Count == 0 || series.Name.Length == 0) continue;
            double y = series.Mark == FigureMark.Points ? points.MaxBy(point => point.X).Y : points[^1].Y;
            labels.Add((Y(y), Clip(series.Name), new($"cppo-fg{series.Tone.ToString().ToLowerInvariant()}")));
        }

        labels.Sort((one, other) => one.Y.CompareTo(other.Y));
        double[] heights = ChartLayout.Apart(labels.Select(label => label.Y), Height - Foot);
        return Html.Join(labels.Zip(heights, (label, height) => Html.Of(
            $"<text class=\"cppo-lab {label.Tone}\" x=\"{Numbers.Css(right + 6, 1)}\" y=\"{Numbers.Css(height + 4, 1)}\">{label.Name}</text>")));
    }

    private string Clip(string name)
    {
        int room = (int)((width - right - 6) / LetterWidth);
        return name.Length <= room ? name : TextEncoder.Clip(name, Math.Max(1, room - 1)) + "…";
    }
}
