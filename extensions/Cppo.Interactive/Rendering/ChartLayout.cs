namespace Cppo.Interactive.Rendering;

/// <summary>What every chart does alike: round numbers for axes, labels that do not cover each other.</summary>
internal static class ChartLayout
{
    private const double LabelGap = 15;

    /// <summary>The smallest of 1, 2, 5, 10 times a power of ten that is not below a value.</summary>
    /// <param name="value">Above 0.</param>
    public static double RoundUp(double value)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return new[] { 1.0, 2, 5, 10 }.Select(rung => rung * power).First(rung => rung >= value * 0.999999);
    }

    /// <summary>Moves labels apart: down where one would cover the one above it, and up again where the last would fall below the chart.</summary>
    /// <param name="places">Their heights, from above; downwards is more.</param>
    /// <param name="lowest">The last may stand no lower.</param>
    public static double[] Apart(IEnumerable<double> places, double lowest)
    {
        double[] apart = [.. places];
        for (int i = 1; i < apart.Length; i++) apart[i] = Math.Max(apart[i], apart[i - 1] + LabelGap);
        for (int i = apart.Length - 1; i >= 0; i--)
        {
            apart[i] = Math.Min(apart[i], lowest);
            lowest = apart[i] - LabelGap;
        }

        return apart;
    }
}
