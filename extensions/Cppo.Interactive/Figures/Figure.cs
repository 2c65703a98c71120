using Cppo.Interactive.Rendering;
using Cppo.Runtime;

namespace Cppo.Interactive.Figures;

/// <summary>
/// A chart for a cell: lines with bands, points with whiskers, histograms. It is drawn without script, holds from 300 to 1000 pixels, follows the
/// theme, and keeps its numbers as a table. Every method gives a new figure.
/// <code>new Figure("The loss of a token", "margin, nats", "CPL, nats").Curve("softplus", -1, 1, m => Math.Log(1 + Math.Exp(-m / 0.1)))</code>
/// </summary>
/// <param name="Title">What it shows.</param>
/// <param name="X">The horizontal axis with its unit.</param>
/// <param name="Y">The vertical axis with its unit.</param>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record Figure(string Title, string X, string Y)
{
    /// <summary>What is drawn, in order.</summary>
    public IReadOnlyList<FigureSeries> Series { get; init; } = [];

    /// <summary>Ends of the horizontal axis; those of the points where null.</summary>
    public (double Low, double High)? XRange { get; init; }

    /// <summary>Ends of the vertical axis; what lies beyond is cut off. Round numbers around the points where null.</summary>
    public (double Low, double High)? YRange { get; init; }

    /// <summary>The finding, a sentence below the chart; may be empty.</summary>
    public string Finding { get; init; } = "";

    /// <summary>Adds a line.</summary>
    /// <param name="name">Written at its end.</param>
    /// <param name="points">In the order of X.</param>
    /// <param name="tone">What its colour says.</param>
    public Figure Line(string name, IEnumerable<FigurePoint> points, FigureTone tone = FigureTone.Ink) => With(name, FigureMark.Line, points, tone);

    /// <summary>Adds a line through pairs.</summary>
    public Figure Line(string name, IEnumerable<(double X, double Y)> points, FigureTone tone = FigureTone.Ink) => Line(name, points.Select(Point), tone);

    /// <summary>Adds a function's curve.</summary>
    /// <param name="name">Written at its end.</param>
    /// <param name="from">Where it begins.</param>
    /// <param name="to">Where it ends; above <paramref name="from"/>.</param>
    /// <param name="function">Its value; NaN leaves a gap.</param>
    /// <param name="tone">What its colour says.</param>
    /// <exception cref="CppoException">The ends are no interval.</exception>
    public Figure Curve(string name, double from, double to, Func<double, double> function, FigureTone tone = FigureTone.Ink)
    {
        if (!(from < to)) throw new CppoException($"The curve {name} runs from {from} to {to}.", "Pass a lower and a higher end.");
        const int Pieces = FigureScale.MostLinePoints - 1;
        return Line(name, Enumerable.Range(0, Pieces + 1).Select(i => from + ((to - from) * i / Pieces)).Select(x => (x, function(x))), tone);
    }

    /// <summary>Adds points.</summary>
    public Figure Points(string name, IEnumerable<FigurePoint> points, FigureTone tone = FigureTone.Ink) => With(name, FigureMark.Points, points, tone);

    /// <summary>Adds points from pairs.</summary>
    public Figure Points(string name, IEnumerable<(double X, double Y)> points, FigureTone tone = FigureTone.Ink) => Points(name, points.Select(Point), tone);

    /// <summary>Adds a histogram: the share of the values in each of some equally wide bins.</summary>
    /// <param name="name">Written at its highest bin.</param>
    /// <param name="values">What is counted; values that are not finite are left out, those beyond the ends count in the outermost bins.</param>
    /// <param name="from">Left end of the first bin.</param>
    /// <param name="to">Right end of the last bin; above <paramref name="from"/>.</param>
    /// <param name="bins">How many, 1 to 69.</param>
    /// <param name="tone">What its colour says.</param>
    /// <exception cref="CppoException">The ends are no interval, or the number of bins is outside its range.</exception>
    public Figure Histogram(string name, IEnumerable<double> values, double from, double to, int bins = 20, FigureTone tone = FigureTone.Ink)
    {
        if (!(from < to) || bins is < 1 or >= FigureScale.MostLinePoints)
        {
            throw new CppoException(
                $"The histogram {name} has {bins} bins from {from} to {to}.", $"Pass a lower and a higher end, and 1 to {FigureScale.MostLinePoints - 1} bins.");
        }

        double[] finite = [.. values.Where(double.IsFinite)];
        double width = (to - from) / bins;
        ILookup<int, double> byBin = finite.ToLookup(value => (int)Math.Clamp((value - from) / width, 0, bins - 1));
        double Share(int bin) => finite.Length == 0 ? 0 : (double)byBin[bin].Count() / finite.Length;
        return With(name, FigureMark.Steps, Enumerable.Range(0, bins + 1).Select(bin => new FigurePoint(from + (bin * width), Share(Math.Min(bin, bins - 1)))), tone);
    }

    private Figure With(string name, FigureMark mark, IEnumerable<FigurePoint> points, FigureTone tone) =>
        this with { Series = [.. Series, new(name, mark, tone, [.. points])] };

    private static FigurePoint Point((double X, double Y) point) => new(point.X, point.Y);
}
