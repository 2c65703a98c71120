using Cppo.Runtime;

namespace Cppo.Evaluation.Comparisons;

/// <summary>A figure over runs that differ in their seed alone: what a method does, beyond the luck of one run.</summary>
/// <param name="Mean">Mean over the seeds; NaN where no run has the figure.</param>
/// <param name="Interval">95 % interval of the mean by Student's t; null below two seeds, which say nothing about their spread.</param>
/// <param name="Seeds">Runs behind it.</param>
public readonly record struct SeedMean(double Mean, ConfidenceInterval? Interval, int Seeds)
{
    // Quantiles of Student's t that leave 2.5 % above them, for 1 to 30 degrees of freedom.
    private static readonly double[] Quantiles =
    [
        12.706204736, 4.302652730, 3.182446305, 2.776445105, 2.570581836, 2.446911851, 2.364624252, 2.306004135, 2.262157163, 2.228138852,
        2.200985160, 2.178812830, 2.160368656, 2.144786688, 2.131449546, 2.119905299, 2.109815578, 2.100922040, 2.093024054, 2.085963447,
        2.079613845, 2.073873068, 2.068657610, 2.063898562, 2.059538553, 2.055529439, 2.051830516, 2.048407142, 2.045229642, 2.042272456,
    ];

    /// <summary>Whether the interval leaves no doubt about the sign.</summary>
    public bool IsSettled => Interval is { } interval && !interval.Contains(0);

    /// <summary>The mean of one value a seed; NaN is left out.</summary>
    public static SeedMean Of(IEnumerable<double> values)
    {
        double[] known = [.. values.Where(double.IsFinite)];
        if (known.Length == 0) return new(double.NaN, null, 0);
        double mean = known.Average();
        if (known.Length == 1) return new(mean, null, 1);
        double variance = known.Sum(value => (value - mean) * (value - mean)) / (known.Length - 1);
        double half = StudentQuantile(known.Length - 1) * Math.Sqrt(variance / known.Length);
        return new(mean, new(mean - half, mean + half), known.Length);
    }

    /// <summary>The quantile of Student's t that leaves 95 % between its two ends; beyond the table by the expansion in 1 / degrees (Abramowitz and Stegun 26.7.5).</summary>
    /// <param name="degrees">Degrees of freedom, at least 1.</param>
    /// <exception cref="CppoException">There is none.</exception>
    public static double StudentQuantile(int degrees)
    {
        if (degrees < 1) throw new CppoException($"Student's t has no quantile for {degrees} degrees of freedom.", "Pass at least two values.");
        if (degrees <= Quantiles.Length) return Quantiles[degrees - 1];
        double z = ConfidenceInterval.Quantile95, z3 = z * z * z, z5 = z3 * z * z, z7 = z5 * z * z, n = degrees;
        return z + ((z3 + z) / (4 * n)) + (((5 * z5) + (16 * z3) + (3 * z)) / (96 * n * n)) + (((3 * z7) + (19 * z5) + (17 * z3) - (15 * z)) / (384 * n * n * n));
    }
}
