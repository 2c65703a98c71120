using Cppo.Runtime;

namespace Cppo.Objective;

/// <summary>What TRL divides centred rewards by.</summary>
public enum RewardScaling
{
    /// <summary>The deviation of the group.</summary>
    Group,

    /// <summary>The deviation of the whole batch.</summary>
    Batch,

    /// <summary>Nothing (Dr. GRPO).</summary>
    None,
}

/// <summary>
/// GRPO in TRL's convention: (r - group mean) / (std + 1e-4). Rewards that could not be computed (NaN) are left out of the
/// statistics and get advantage 0.
/// </summary>
public sealed record TrlAdvantageEstimator : AdvantageEstimator
{
    /// <summary>Added to the deviation.</summary>
    public double Epsilon { get; init; } = 1e-4;

    /// <summary>What to divide by.</summary>
    public RewardScaling Scaling { get; init; } = RewardScaling.Group;

    /// <inheritdoc/>
    private protected override bool AllowsUnscorable => true;

    /// <summary>
    /// TRL's "normalize_then_sum" (GDPO, arXiv 2601.05242): each part of the reward is centred and scaled within its group, the
    /// weighted sum is normalised over the batch.
    /// </summary>
    /// <param name="parts">For each part of the reward one number a response.</param>
    /// <param name="weights">One weight a part.</param>
    /// <param name="groups">For each response the index of its group.</param>
    public GroupAdvantages EstimateParts(
        IReadOnlyList<IReadOnlyList<double>> parts, IReadOnlyList<double> weights, IReadOnlyList<int> groups)
    {
        if (parts.Count != weights.Count)
        {
            throw new CppoException(
                $"There are {parts.Count} parts of the reward and {weights.Count} weights.", "Give one weight a part.");
        }

        double[] sums = new double[groups.Count];
        bool[] silent = [.. groups.Select(_ => true)];
        for (int part = 0; part < parts.Count; part++)
        {
            GroupAdvantages one = (this with { Scaling = RewardScaling.Group }).Estimate(parts[part], groups);
            for (int index = 0; index < sums.Length; index++)
            {
                sums[index] += weights[part] * one.Values[index];
                silent[index] &= one.ZeroSignalGroups.Contains(groups[index]);
            }
        }

        double mean = Moments.Mean(sums);
        double divisor = Moments.Deviation(sums, mean) + Epsilon;
        return new(
            [.. sums.Select(sum => (sum - mean) / divisor)],
            [.. groups.Where((_, index) => silent[index]).Distinct().Order()]);
    }

    /// <inheritdoc/>
    internal override double[] Compute(IReadOnlyList<double> rewards, int[][] members, IReadOnlyList<int>? tokenCounts)
    {
        double[] all = [.. rewards.Where(reward => !double.IsNaN(reward))];
        double batch = all.Length == 0 ? 0 : Moments.Deviation(all, Moments.Mean(all));
        double[] values = new double[rewards.Count];
        foreach (int[] group in members)
        {
            double[] own = [.. group.Select(index => rewards[index]).Where(reward => !double.IsNaN(reward))];
            double mean = own.Length == 0 ? 0 : Moments.Mean(own);
            double divisor = Scaling switch
            {
                RewardScaling.Group => Moments.Deviation(own, mean) + Epsilon,
                RewardScaling.Batch => batch + Epsilon,
                _ => 1,
            };
            foreach (int index in group) values[index] = double.IsNaN(rewards[index]) ? 0 : (rewards[index] - mean) / divisor;
        }

        return values;
    }
}
