using Cppo.Interactive.Rendering;
using Cppo.Interactive.Views;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Figures;

/// <summary>A figure: the chart, its finding, and its numbers as a table.</summary>
/// <param name="figure">What to draw.</param>
public sealed class FigureView(Figure figure) : View
{
    private const int Wide = 640, Narrow = 330, Samples = 12;
    private const string Call = "Views.For(figure).ToData()";

    private readonly (FigureSeries Series, FigurePoint Point)[] rows = [.. figure.Series.SelectMany(series => series.Points.Select(point => (series, point)))];

    // Enough of each series to read its course in a table.
    private readonly (FigureSeries Series, FigurePoint Point)[] sampled =
        [.. figure.Series.SelectMany(series => FigureScale.Evenly(series.Points, Samples).Select(point => (series, point)))];

    /// <inheritdoc/>
    public override string Name => "figure";

    /// <inheritdoc/>
    public override string Label => figure.Title;

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Sheets => ["chart", Name];

    /// <inheritdoc/>
    protected override Html Body()
    {
        string sentence = Sentence();
        // The narrow drawing is hidden where no sheet says otherwise.
        Html chart = new FigureDrawing(figure, Wide).ToHtml(sentence, new(" data-wide=\"\"")) + new FigureDrawing(figure, Narrow).ToHtml(sentence, new(" hidden=\"\""));
        Html finding = figure.Finding.Length == 0 ? Html.Empty : Html.Of($"<figcaption><b>{Describe.Clip(figure.Finding, 600)}</b></figcaption>");
        int shown = figure.Series.Take(FigureDrawing.MostSeries).Sum(series => FigureDrawing.Thin(figure, series).Count);
        return Html.Of(
            $"{Head(Describe.Clip(figure.Title, 120), Html.Text(Facts(figure.Y)))}<figure class=\"cppo-fig\">{chart}{finding}</figure>{Describe.More("points", shown, rows.Count(row => row.Point.IsDrawn), Call)}{Numbered()}");
    }

    private Html Numbered()
    {
        bool intervals = rows.Any(row => row.Point.HasInterval);
        HtmlColumn[] columns = [new("Series"), new(Describe.Clip(figure.X, 60), right: true), new(Describe.Clip(figure.Y, 60), right: true), .. intervals ? new[] { new HtmlColumn("95 % interval", right: true) } : []];
        HtmlTable table = new(Html.Of($"<b>The numbers of the figure.</b>"), columns) { RowHeader = 0, Scrolls = true };
        foreach ((FigureSeries series, FigurePoint point) in sampled)
        {
            Html[] cells = [Html.Text(Describe.Clip(series.Name, 60)), Html.Text(Numbers.Scientific(point.X)), HtmlTable.Number(Numbers.Scientific(point.Y))];
            table.Add([.. cells, .. intervals ? new[] { HtmlTable.Number(Interval(point)) } : []]);
        }

        return Html.Of(
            $"<details class=\"cppo-d\"><summary>numbers</summary>{table.ToHtml()}{Describe.More("points", sampled.Length, rows.Length, Call)}</details>");
    }

    private static string Interval(FigurePoint point) =>
        point.HasInterval ? $"{Numbers.Scientific(point.Low)} to {Numbers.Scientific(point.High)}" : Numbers.Missing;

    private string Sentence()
    {
        IEnumerable<string> series = figure.Series.Where(series => series.Points.Any(point => point.IsDrawn)).Take(12).Select(series =>
        {
            FigurePoint[] points = [.. series.Points.Where(point => point.IsDrawn)];
            return $"{Describe.Clip(series.Name, 60)} {Numbers.Scientific(points[0].Y)} at {Numbers.Scientific(points[0].X)}, {Numbers.Scientific(points[^1].Y)} at {Numbers.Scientific(points[^1].X)}";
        });
        return $"{Describe.Clip(figure.Title, 120)}, {Describe.Clip(figure.Y, 60)} over {Describe.Clip(figure.X, 60)}: {string.Join("; ", series.DefaultIfEmpty("no value"))}";
    }

    /// <inheritdoc/>
    protected override string PlainText()
    {
        TextTable table = new("Series", ">" + figure.X, ">" + figure.Y, "95 % interval");
        foreach ((FigureSeries series, FigurePoint point) in sampled)
            table.Add(series.Name, Numbers.Scientific(point.X), Numbers.Scientific(point.Y), point.HasInterval ? Interval(point) : "");
        string more = sampled.Length == rows.Length ? "" : $"\nshowing {Numbers.Count(sampled.Length)} of {Numbers.Count(rows.Length)} points; {Call} has all";
        return $"{figure.Title}{(figure.Finding.Length > 0 ? $"  {figure.Finding}" : "")}\n{table}{more}";
    }

    /// <inheritdoc/>
    public override DataFrame ToData() => new DataRows<(FigureSeries Series, FigurePoint Point)>(rows)
        .Text("series", row => row.Series.Name)
        .Number("x", row => row.Point.X)
        .Number("y", row => row.Point.Y)
        .Number("low", row => row.Point.Low)
        .Number("high", row => row.Point.High)
        .ToFrame();
}
