using Cppo.Interactive.Rendering;

namespace Cppo.Interactive.Figures;

/// <summary>An axis: its ends, round ticks between them, and their words.</summary>
/// <param name="Low">Left or lower end.</param>
/// <param name="High">Right or upper end; above the other.</param>
internal readonly record struct FigureScale(double Low, double High)
{
    /// <summary>Most points of a line: more cannot be seen at this size.</summary>
    public const int MostLinePoints = 70;

    /// <summary>Round numbers in the axis, about five.</summary>
    public IReadOnlyList<double> Ticks
    {
        get
        {
            double step = Step(High - Low);
            double first = Math.Ceiling((Low / step) - 1e-9) * step, high = High;
            return [.. Enumerable.Range(0, 12).Select(i => Math.Round(first + (i * step), 12)).TakeWhile(tick => tick <= high + (1e-9 * step))];
        }
    }

    /// <summary>The axis of some values: their range, to the next round numbers where <paramref name="round"/> is set.</summary>
    public static FigureScale Of(IEnumerable<double> values, (double Low, double High)? given, bool round)
    {
        if (given is { } range && range.Low < range.High) return new(range.Low, range.High);
        double[] finite = [.. values.Where(double.IsFinite)];
        (double low, double high) = finite.Length == 0 ? (0, 1) : (finite.Min(), finite.Max());
        if (high - low < 1e-12 * Math.Max(1, Math.Abs(high))) (low, high) = (low - 0.5, high + 0.5);
        if (!round) return new(low, high);
        if (low > 0 && low < 0.4 * high) low = 0; // a scale that nearly reaches zero begins there
        double step = Step(high - low);
        return new(Math.Floor((low / step) + 1e-9) * step, Math.Ceiling((high / step) - 1e-9) * step);
    }

    /// <summary>Where a value stands, 0 at the low end, 1 at the high one.</summary>
    public double Share(double value) => (Math.Clamp(value, Low, High) - Low) / (High - Low);

    /// <summary>At most so many of the points, evenly spread, both ends among them.</summary>
    public static IReadOnlyList<FigurePoint> Evenly(IReadOnlyList<FigurePoint> points, int most) => points.Count <= most
        ? points
        : [.. Enumerable.Range(0, most).Select(i => points[(int)((long)i * (points.Count - 1) / Math.Max(1, most - 1))])];

    /// <summary>A tick in words, with the decimals that the axis needs.</summary>
    public string Text(double tick)
    {
        double step = Step(High - Low);
        if (Math.Max(Math.Abs(Low), Math.Abs(High)) is >= 1e6 or < 1e-3) return Numbers.Scientific(tick);
        return Numbers.Plain(tick, Math.Max(0, (int)Math.Ceiling(-Math.Log10(step) - 1e-9)));
    }

    private static double Step(double range) => ChartLayout.RoundUp(range / 5);
}
