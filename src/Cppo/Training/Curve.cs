namespace Cppo.Training;

/// <summary>A point of a curve.</summary>
/// <param name="Step">Steps made.</param>
/// <param name="Value">The value there.</param>
public readonly record struct CurvePoint(double Step, double Value);

/// <summary>Curves of a run, thinned so that a long run draws as fast as a short one. Missing values (NaN) are left out.</summary>
public static class Curve
{
    /// <summary>Each step's value as it was; where there are too many, means over equal stretches.</summary>
    /// <param name="steps">The steps in order.</param>
    /// <param name="value">What to draw.</param>
    /// <param name="most">Most points.</param>
    public static IReadOnlyList<CurvePoint> Raw(IReadOnlyList<StepMetrics> steps, Func<StepMetrics, double> value, int most = 70) =>
        Thin(Points(steps, value), most);

    /// <summary>Mean over the last steps at every step.</summary>
    /// <param name="steps">The steps in order.</param>
    /// <param name="value">What to draw.</param>
    /// <param name="window">Steps that a mean covers; fewer at the start.</param>
    /// <param name="most">Most points.</param>
    public static IReadOnlyList<CurvePoint> Smooth(
        IReadOnlyList<StepMetrics> steps, Func<StepMetrics, double> value, int window = 10, int most = 70)
    {
        CurvePoint[] points = Points(steps, value);
        List<CurvePoint> means = new(points.Length);
        for (int i = 0; i < points.Length; i++)
        {
            means.Add(points[i] with { Value = points[Math.Max(0, i - window + 1)..(i + 1)].Average(point => point.Value) });
        }

        if (means.Count <= most) return means;

        // The last point is what the label at the line's end states: it stays.
        return [.. Enumerable.Range(1, most).Select(i => means[(int)((long)i * means.Count / most) - 1])];
    }

    /// <summary>Mean over the last steps; NaN where there is no value.</summary>
    public static double Last(IReadOnlyList<StepMetrics> steps, Func<StepMetrics, double> value, int window = 10) =>
        Mean(steps.TakeLast(window), value);

    /// <summary>Mean over the first steps; NaN where there is no value.</summary>
    public static double First(IReadOnlyList<StepMetrics> steps, Func<StepMetrics, double> value, int window = 10) =>
        Mean(steps.Take(window), value);

    private static double Mean(IEnumerable<StepMetrics> steps, Func<StepMetrics, double> value) =>
        steps.Select(value).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();

    private static CurvePoint[] Points(IReadOnlyList<StepMetrics> steps, Func<StepMetrics, double> value) =>
        [.. steps.Select(step => new CurvePoint(step.Step + 1, value(step))).Where(point => double.IsFinite(point.Value))];

    private static IReadOnlyList<CurvePoint> Thin(CurvePoint[] points, int most)
    {
        if (points.Length <= most) return points;
        return [.. Enumerable.Range(0, most).Select(i =>
        {
            CurvePoint[] stretch = points[(int)((long)i * points.Length / most)..(int)((long)(i + 1) * points.Length / most)];
            return new CurvePoint(stretch.Average(point => point.Step), stretch.Average(point => point.Value));
        })];
    }
}
