using Cppo.Runtime;

namespace Cppo.Evaluation;

/// <summary>A range that holds the true value in 95 % of all measurements, for shares of right answers; also for small counts and shares near 0 and 1.</summary>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public readonly record struct ConfidenceInterval(double Low, double High)
{
    /// <summary>The quantile of the normal distribution that leaves 95 % between its two ends.</summary>
    public const double Quantile95 = 1.959963984540054;

    /// <summary>Half of its width.</summary>
    public double HalfWidth => (High - Low) / 2;

    /// <summary>Whether a value lies in it, ends included.</summary>
    public bool Contains(double value) => value >= Low && value <= High;

    /// <summary>Wilson's score interval of a share (E. B. Wilson, 1927), without continuity correction.</summary>
    /// <param name="correct">Right answers.</param>
    /// <param name="total">Answers, at least 1.</param>
    /// <param name="quantile">Normal quantile; 1.96 for 95 %.</param>
    /// <exception cref="CppoException">The counts are impossible.</exception>
    public static ConfidenceInterval Wilson(int correct, int total, double quantile = Quantile95)
    {
        if (total < 1 || correct < 0 || correct > total)
        {
            throw new CppoException($"{correct} right answers of {total} have no interval.", "Pass 0 <= correct <= total and a total of at least 1.");
        }

        double n = total, p = correct / n, z2 = quantile * quantile;
        double centre = (p + (z2 / (2 * n))) / (1 + (z2 / n));
        double half = quantile / (1 + (z2 / n)) * Math.Sqrt((p * (1 - p) / n) + (z2 / (4 * n * n)));
        return new(correct == 0 ? 0 : centre - half, correct == total ? 1 : centre + half);
    }

    /// <summary>
    /// The interval of a difference of two independent shares, second minus first: Newcombe's hybrid of two Wilson intervals
    /// (R. G. Newcombe, 1998, method 10). Measurements on the same samples are closer than it says.
    /// </summary>
    public static ConfidenceInterval Newcombe(int firstCorrect, int firstTotal, int secondCorrect, int secondTotal, double quantile = Quantile95)
    {
        ConfidenceInterval first = Wilson(firstCorrect, firstTotal, quantile), second = Wilson(secondCorrect, secondTotal, quantile);
        double p1 = (double)firstCorrect / firstTotal, p2 = (double)secondCorrect / secondTotal, difference = p2 - p1;
        double down = Math.Sqrt(Math.Pow(p2 - second.Low, 2) + Math.Pow(first.High - p1, 2));
        double up = Math.Sqrt(Math.Pow(second.High - p2, 2) + Math.Pow(p1 - first.Low, 2));
        return new(difference - down, difference + up);
    }

    /// <summary>
    /// The interval of a difference of two shares measured on the same samples, second minus first: Newcombe's square-and-add method with
    /// the correlation of the two, continuity-corrected (R. G. Newcombe, Statistics in Medicine 17, 1998, 2635-2650, method 10).
    /// </summary>
    /// <param name="both">Samples that both got right.</param>
    /// <param name="onlyFirst">Samples that only the first got right.</param>
    /// <param name="onlySecond">Samples that only the second got right.</param>
    /// <param name="neither">Samples that none got right.</param>
    /// <param name="quantile">Normal quantile; 1.96 for 95 %.</param>
    /// <exception cref="CppoException">A count is negative, or there is no sample.</exception>
    public static ConfidenceInterval NewcombePaired(int both, int onlyFirst, int onlySecond, int neither, double quantile = Quantile95)
    {
        if (both < 0 || onlyFirst < 0 || onlySecond < 0 || neither < 0)
        {
            throw new CppoException($"The counts {both}, {onlyFirst}, {onlySecond}, {neither} are no paired samples.", "Pass counts of at least 0.");
        }

        int total = both + onlyFirst + onlySecond + neither;
        double firstRight = both + onlyFirst, secondRight = both + onlySecond;
        ConfidenceInterval first = Wilson(both + onlyFirst, total, quantile), second = Wilson(both + onlySecond, total, quantile);
        double p1 = firstRight / total, p2 = secondRight / total, difference = p2 - p1;
        double margins = firstRight * (total - firstRight) * secondRight * (total - secondRight);
        double agreement = ((double)both * neither) - ((double)onlyFirst * onlySecond);
        double corrected = agreement > 0 ? Math.Max(agreement - (total / 2.0), 0) : agreement;
        double correlation = margins == 0 ? 0 : corrected / Math.Sqrt(margins);
        return new(difference - Joined(p2 - second.Low, first.High - p1), difference + Joined(second.High - p2, p1 - first.Low));

        double Joined(double a, double b) => Math.Sqrt((a * a) + (b * b) - (2 * correlation * a * b));
    }
}
