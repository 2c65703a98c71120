using Cppo.Training;

namespace Cppo.Evaluation.Comparisons;

/// <summary>A point of a curve over seeds.</summary>
/// <param name="At">Steps made, or seconds that they took.</param>
/// <param name="Value">Mean over the runs that are that far, with its interval.</param>
public readonly record struct SeedPoint(double At, SeedMean Value);

/// <summary>How a number of the steps went in a method's runs.</summary>
/// <param name="Method">The method's label.</param>
/// <param name="Points">In order; empty where no run has the number.</param>
public sealed record ComparedCurve(string Method, IReadOnlyList<SeedPoint> Points)
{
    /// <summary>The mean over seeds of each run's own running mean.</summary>
    /// <param name="method">The method's label.</param>
    /// <param name="runs">Its runs.</param>
    /// <param name="value">The number.</param>
    /// <param name="end">The axis' right end.</param>
    /// <param name="inSeconds">Whether the axis is seconds of work instead of steps.</param>
    /// <param name="window">Steps that a running mean covers.</param>
    /// <param name="most">Most points.</param>
    internal static ComparedCurve Of(
        string method, IEnumerable<ComparedRun> runs, Func<StepMetrics, double> value, double end, bool inSeconds, int window, int most)
    {
        CurvePoint[][] lines = [.. runs.Select(run => Line(run.History.Steps, value, inSeconds, window)).Where(line => line.Length > 0)];
        int count = inSeconds ? most : (int)Math.Min(most, end);
        List<SeedPoint> points = [];
        for (int i = 1; i <= count && lines.Length > 0; i++)
        {
            double at = inSeconds ? end * i / count : Math.Floor(end * i / count);
            SeedMean mean = SeedMean.Of(lines.Where(line => line[^1].Step >= at * (1 - 1e-9)).Select(line => ValueAt(line, at)));
            if (mean.Seeds > 0) points.Add(new(at, mean));
        }

        return new(method, points);
    }

    /// <summary>Held-out accuracy at the steps where it was measured, in the steps' order.</summary>
    internal static ComparedCurve OfEvaluations(string method, IEnumerable<ComparedRun> runs) => new(
        method,
        [.. runs.SelectMany(run => run.History.Evaluations).GroupBy(point => point.Step).OrderBy(same => same.Key)
            .Select(same => new SeedPoint(same.Key, SeedMean.Of(same.Select(point => point.Accuracy))))]);

    // Running means at the steps of a run, at their place on the axis.
    private static CurvePoint[] Line(IReadOnlyList<StepMetrics> steps, Func<StepMetrics, double> value, bool inSeconds, int window)
    {
        if (!inSeconds) return [.. Curve.Smooth(steps, value, window, int.MaxValue)];
        double[] seconds = new double[steps.Count + 1];
        for (int i = 0; i < steps.Count; i++) seconds[i + 1] = seconds[i] + (double.IsFinite(steps[i].StepSeconds) ? steps[i].StepSeconds : 0);
        return [.. Curve.Smooth(steps, value, window, int.MaxValue).Select(point => point with { Step = seconds[(int)point.Step] })];
    }

    // The last value at or before a place; NaN before the first.
    private static double ValueAt(CurvePoint[] line, double at)
    {
        int low = 0, high = line.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (line[middle].Step <= at * (1 + 1e-9)) low = middle + 1;
            else high = middle;
        }

        return low == 0 ? double.NaN : line[low - 1].Value;
    }
}
