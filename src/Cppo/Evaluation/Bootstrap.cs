using Cppo.Runtime;

namespace Cppo.Evaluation;

/// <summary>
/// The percentile bootstrap (Efron and Tibshirani 1993, chapter 13): the spread of a mean over samples, without an assumption about
/// how their values are distributed. Answers to one sample are not independent, so samples are drawn, never single answers.
/// </summary>
public static class Bootstrap
{
    /// <summary>Redrawn data sets behind an interval.</summary>
    public const int Resamples = 2000;

    /// <summary>The 95 % interval of the mean. Equal values and seeds give equal intervals.</summary>
    /// <param name="values">One value a sample; at least one.</param>
    /// <param name="seed">Root of the random numbers.</param>
    /// <exception cref="CppoException">There is no value.</exception>
    public static ConfidenceInterval OfMean(IReadOnlyList<double> values, ulong seed = 0)
    {
        if (values.Count == 0) throw new CppoException("The mean of no values has no interval.", "Pass at least one sample.");
        CounterRandom random = new(seed, "bootstrap");
        double[] means = new double[Resamples];
        for (int i = 0; i < Resamples; i++)
        {
            double sum = 0;
            for (int draw = 0; draw < values.Count; draw++) sum += values[random.Integer(0, values.Count - 1)];
            means[i] = sum / values.Count;
        }

        Array.Sort(means);
        const int Outside = Resamples / 40; // 2.5 % on either side
        return new(means[Outside], means[^(Outside + 1)]);
    }
}
