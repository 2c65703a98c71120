namespace Cppo.Objective;

/// <summary>Mean and unbiased standard deviation of plain numbers, with optional weights that count repetitions.</summary>
internal static class Moments
{
    /// <summary>Mean; equal numbers give exactly that number.</summary>
    public static double Mean(IReadOnlyList<double> numbers)
    {
        if (numbers.Count > 0 && AdvantageEstimator.AllEqual(numbers)) return numbers[0];
        return numbers.Average();
    }

    /// <summary>Square root of the squared deviations over n - 1; 0 for fewer than two numbers.</summary>
    public static double Deviation(IReadOnlyList<double> numbers, double mean) =>
        numbers.Count < 2 ? 0 : Math.Sqrt(numbers.Sum(number => (number - mean) * (number - mean)) / (numbers.Count - 1));

    /// <summary>Mean and deviation when number i stands weights[i] times.</summary>
    public static (double Mean, double Variance) Weighted(IReadOnlyList<double> numbers, IReadOnlyList<int> weights)
    {
        double total = weights.Sum(weight => (double)weight);
        if (total == 0) return (0, 0);
        double mean = numbers.Zip(weights, (number, weight) => number * weight).Sum() / total;
        double squares = numbers.Zip(weights, (number, weight) => (number - mean) * (number - mean) * weight).Sum();
        return (mean, total > 1 ? squares / (total - 1) : 0);
    }
}
