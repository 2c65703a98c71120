namespace Cppo.Benchmarks;

/// <summary>How a cost grows with a size: cost = constant * size^exponent, fitted by least squares of the logarithms.</summary>
/// <param name="Exponent">1: linear.</param>
/// <param name="Last">The exponent between the two largest sizes, where a constant share weighs least.</param>
internal readonly record struct GrowthFit(double Exponent, double Last)
{
    // Between equal runs exponents differ by about half of this.
    private const double Tolerance = 0.15;

    /// <summary>Whether the cost grows faster than the size at the large end.</summary>
    public bool IsWorseThanLinear => Last > 1 + Tolerance;

    /// <summary>Fits.</summary>
    /// <param name="points">At least two different sizes, ascending; sizes and costs above 0.</param>
    public static GrowthFit Of(IReadOnlyList<(double Size, double Cost)> points)
    {
        if (points.Count < 2 || points.Any(point => !(point.Size > 0 && point.Cost > 0)))
            throw new ArgumentException("A growth needs two points with sizes and costs above 0.", nameof(points));
        (double X, double Y)[] logs = [.. points.Select(point => (Math.Log(point.Size), Math.Log(point.Cost)))];
        double x = logs.Average(point => point.X), y = logs.Average(point => point.Y);
        double slope = logs.Sum(point => (point.X - x) * (point.Y - y)) / logs.Sum(point => (point.X - x) * (point.X - x));
        return new(slope, (logs[^1].Y - logs[^2].Y) / (logs[^1].X - logs[^2].X));
    }
}
