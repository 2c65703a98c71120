using Cppo.Runtime;

namespace Cppo.Objective;

/// <summary>Over which responses a statistic is taken.</summary>
public enum StatisticLevel
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Over the group.</summary>
    Group,

    /// <summary>Over the batch.</summary>
    Batch,
}

/// <summary>One normalisation of AReaL: (x - mean) / (std + 1e-5).</summary>
/// <param name="Mean">Where the mean is taken.</param>
/// <param name="Deviation">Where the unbiased standard deviation is taken.</param>
public sealed record ArealNormalization(StatisticLevel Mean, StatisticLevel Deviation)
{
    /// <summary>The mean of an element leaves the element out.</summary>
    public bool LeaveOneOut { get; init; }

    /// <summary>Added to the deviation.</summary>
    public double Epsilon { get; init; } = 1e-5;
}

/// <summary>
/// AReaL's convention, with the asynchronous recipe's numbers: rewards are <c>clip((r + bias) * scale, +-clip)</c>, normalised within
/// the group (a group of one gets 0), and the advantages once more with the token-weighted mean and deviation of the batch. The
/// gate A &gt; 0 is therefore relative to the batch, not just the group.
/// </summary>
public sealed record ArealAdvantageEstimator : AdvantageEstimator
{
    /// <summary>Added to the reward.</summary>
    public double Bias { get; init; } = -0.5;

    /// <summary>Multiplies reward plus bias.</summary>
    public double Scale { get; init; } = 10;

    /// <summary>Bound of the scaled reward.</summary>
    public double Clip { get; init; } = 20;

    /// <summary>Normalisation of the rewards; null: none.</summary>
    public ArealNormalization? Rewards { get; init; } = new(StatisticLevel.Group, StatisticLevel.Group);

    /// <summary>Normalisation of the advantages, weighted by tokens; null: none.</summary>
    public ArealNormalization? Advantages { get; init; } = new(StatisticLevel.Batch, StatisticLevel.Batch);

    /// <inheritdoc/>
    internal override double[] Compute(IReadOnlyList<double> rewards, int[][] members, IReadOnlyList<int>? tokenCounts)
    {
        int[] ones = [.. rewards.Select(_ => 1)];
        double[] values = [.. rewards.Select(reward => Math.Clamp((reward + Bias) * Scale, -Clip, Clip))];
        if (Rewards is not null) values = Normalize(values, ones, members, Rewards);
        if (Advantages is null) return values;
        int[] counts = tokenCounts?.ToArray() ?? throw new CppoException(
            "AReaL weights its batch statistics by tokens, and no token counts were given.",
            "Give the number of tokens of every response, or set the normalisation of the advantages to null.");
        return Normalize(values, counts, members, Advantages);
    }

    private static double[] Normalize(double[] values, int[] weights, int[][] members, ArealNormalization options)
    {
        int[] batch = [.. Enumerable.Range(0, values.Length)];
        double[] centred = [.. values];
        foreach (int[] part in Parts(options.Mean, members, batch))
        {
            double total = part.Sum(index => (double)weights[index]);
            double[] own = [.. part.Select(index => values[index])];
            double sum = part.Sum(index => values[index] * weights[index]);
            foreach (int index in part)
            {
                double mean = AllEqual(own) ? values[index]
                    : options.LeaveOneOut ? (sum - values[index]) / (total - 1)
                    : sum / total;
                centred[index] = values[index] - mean;
            }
        }

        double[] divisors = [.. values.Select(_ => 1.0)];
        foreach (int[] part in Parts(options.Deviation, members, batch))
        {
            double total = part.Sum(index => (double)weights[index]);
            double squares = part.Sum(index => centred[index] * centred[index] * weights[index]);
            double deviation = total > 1 ? Math.Sqrt(squares / (total - 1)) : 0;
            foreach (int index in part) divisors[index] = deviation + options.Epsilon;
        }

        return [.. centred.Zip(divisors, (value, divisor) => value / divisor)];
    }

    private static int[][] Parts(StatisticLevel level, int[][] members, int[] batch) => level switch
    {
        StatisticLevel.Group => members,
        StatisticLevel.Batch => [batch],
        _ => [],
    };
}
