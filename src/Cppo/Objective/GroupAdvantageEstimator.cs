using Cppo.Runtime;

namespace Cppo.Objective;

/// <summary>
/// GRPO in verl's convention: (r - mean) / (std + epsilon), std unbiased; a group of one takes mean 0 and std 1. Without the division
/// it is Dr. GRPO.
/// </summary>
public sealed record GroupAdvantageEstimator : AdvantageEstimator
{
    /// <summary>Added to the deviation.</summary>
    public double Epsilon { get; init; } = 1e-6;

    /// <summary>False: Dr. GRPO.</summary>
    public bool DivideByDeviation { get; init; } = true;

    /// <inheritdoc/>
    internal override double[] Compute(IReadOnlyList<double> rewards, int[][] members, IReadOnlyList<int>? tokenCounts)
    {
        double[] values = new double[rewards.Count];
        foreach (int[] group in members)
        {
            double[] own = [.. group.Select(index => rewards[index])];
            double mean = own.Length == 1 ? 0 : Moments.Mean(own);
            double deviation = own.Length == 1 ? 1 : Moments.Deviation(own, mean);
            double divisor = DivideByDeviation ? deviation + Epsilon : 1;
            foreach (int index in group) values[index] = (rewards[index] - mean) / divisor;
        }

        return values;
    }
}

/// <summary>RLOO: r minus the mean of the other responses of the group; a group of one keeps its reward (verl).</summary>
public sealed record LeaveOneOutAdvantageEstimator : AdvantageEstimator
{
    /// <inheritdoc/>
    internal override double[] Compute(IReadOnlyList<double> rewards, int[][] members, IReadOnlyList<int>? tokenCounts)
    {
        double[] values = new double[rewards.Count];
        foreach (int[] group in members)
        {
            double mean = group.Length == 1 ? 0 : Moments.Mean([.. group.Select(index => rewards[index])]);
            double factor = group.Length == 1 ? 1 : group.Length / (group.Length - 1.0);
            foreach (int index in group) values[index] = (rewards[index] - mean) * factor;
        }

        return values;
    }
}

/// <summary>
/// REINFORCE++ with a group baseline (arXiv 2501.03262; verl): r - mean of the group (0 for a group of one), then whitened with the
/// token-weighted mean and variance of the batch: (x - mean) / sqrt(variance + 1e-8). The gate A &gt; 0 is then relative to the batch.
/// </summary>
public sealed record WhitenedBaselineAdvantageEstimator : AdvantageEstimator
{
    /// <inheritdoc/>
    internal override double[] Compute(IReadOnlyList<double> rewards, int[][] members, IReadOnlyList<int>? tokenCounts)
    {
        if (tokenCounts is null)
        {
            throw new CppoException(
                "REINFORCE++ weights its batch statistics by tokens, and no token counts were given.",
                "Give the number of tokens of every response.");
        }

        double[] centred = new GroupAdvantageEstimator { DivideByDeviation = false }.Compute(rewards, members, tokenCounts);
        (double mean, double variance) = Moments.Weighted(centred, tokenCounts);
        return [.. centred.Select(value => (value - mean) / Math.Sqrt(variance + 1e-8))];
    }
}
