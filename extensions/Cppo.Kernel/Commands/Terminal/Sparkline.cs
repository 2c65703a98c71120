using System.Text;
using Cppo.Training;

namespace Cppo.Kernel.Commands.Terminal;

/// <summary>A curve as one line of text, eight heights from its lowest to its highest value.</summary>
internal static class Sparkline
{
    private const string Heights = "▁▂▃▄▅▆▇█";

    /// <summary>Draws a curve; empty where it has fewer than two points, flat where all values are equal.</summary>
    /// <param name="steps">The steps in order.</param>
    /// <param name="value">What to draw; NaN is left out.</param>
    /// <param name="width">Most characters.</param>
    public static string Of(IReadOnlyList<StepMetrics> steps, Func<StepMetrics, double> value, int width)
    {
        IReadOnlyList<CurvePoint> points = Curve.Raw(steps, value, width);
        if (points.Count < 2) return "";
        double low = points.Min(point => point.Value), range = points.Max(point => point.Value) - low;
        StringBuilder line = new(points.Count);
        foreach (CurvePoint point in points)
        {
            double height = range > 0 ? (point.Value - low) / range : 0;
            line.Append(Heights[Math.Min((int)(height * Heights.Length), Heights.Length - 1)]);
        }

        return line.ToString();
    }
}
