using Cppo.Runtime;

namespace Cppo.Objective;

/// <summary>One advantage a response, and the groups that teach nothing.</summary>
/// <param name="Values">One scalar a response, in the order of the rewards; it is repeated over the response's tokens and 0 elsewhere.</param>
/// <param name="ZeroSignalGroups">Group indices whose rewards are all equal (groups of one: whose advantage is 0), ascending; unscorable rewards do not count.</param>
public sealed record GroupAdvantages(double[] Values, IReadOnlyList<int> ZeroSignalGroups);

/// <summary>
/// Turns the rewards of groups of responses into advantages: a record of its options with one pure function. Each convention of
/// the field is its own record. Equal rewards give exactly 0, not a rounding error that the gate A &gt; 0 would see.
/// </summary>
public abstract record AdvantageEstimator
{
    /// <summary>GRPO as verl and EasyR1 compute it, the paper's (arXiv 2402.03300, section 4.1.2): (r - mean) / (std + 1e-6).</summary>
    public static GroupAdvantageEstimator Grpo { get; } = new();

    /// <summary>Dr. GRPO (arXiv 2503.20783): r - mean.</summary>
    public static GroupAdvantageEstimator DrGrpo { get; } = new() { DivideByDeviation = false };

    /// <summary>RLOO (arXiv 2402.14740): r minus the mean of the others.</summary>
    public static LeaveOneOutAdvantageEstimator LeaveOneOut { get; } = new();

    /// <summary>TRL's GRPO, scaled by group.</summary>
    public static TrlAdvantageEstimator Trl { get; } = new();

    /// <summary>AReaL as the asynchronous recipe sets it.</summary>
    public static ArealAdvantageEstimator Areal { get; } = new();

    /// <summary>Computes the advantages of a batch.</summary>
    /// <param name="rewards">One reward a response; NaN where it could not be computed, if the convention knows that.</param>
    /// <param name="groups">For each response the index of its group; a group's responses need not be neighbours.</param>
    /// <param name="tokenCounts">For each response the number of its tokens; only conventions with token-weighted batch statistics read it.</param>
    public GroupAdvantages Estimate(
        IReadOnlyList<double> rewards,
        IReadOnlyList<int> groups,
        IReadOnlyList<int>? tokenCounts = null)
    {
        if (rewards.Count != groups.Count || (tokenCounts is not null && tokenCounts.Count != rewards.Count))
        {
            throw new CppoException(
                $"There are {rewards.Count} rewards, {groups.Count} group indices and {tokenCounts?.Count ?? rewards.Count} token counts.",
                "Give one of each for every response.");
        }

        Check(rewards);
        int[][] members = [.. Enumerable.Range(0, groups.Count).GroupBy(index => groups[index]).OrderBy(group => group.Key)
            .Select(group => group.ToArray())];
        double[] values = Compute(rewards, members, tokenCounts);
        int[] silent = [.. members.Where(group => IsSilent(group, rewards, values)).Select(group => groups[group[0]])];
        return new(values, silent);
    }

    /// <summary>The formula.</summary>
    internal abstract double[] Compute(IReadOnlyList<double> rewards, int[][] members, IReadOnlyList<int>? tokenCounts);

    /// <summary>Whether a reward that could not be computed is allowed.</summary>
    private protected virtual bool AllowsUnscorable => false;

    private void Check(IReadOnlyList<double> rewards)
    {
        for (int index = 0; index < rewards.Count; index++)
        {
            if (double.IsFinite(rewards[index]) || (AllowsUnscorable && double.IsNaN(rewards[index]))) continue;
            throw new CppoException(
                $"The reward of response {index} is {rewards[index]}.",
                "Fix the reward function, or use the TRL convention, which leaves out rewards that are NaN.");
        }
    }

    private static bool IsSilent(int[] group, IReadOnlyList<double> rewards, double[] values)
    {
        double[] scored = [.. group.Select(index => rewards[index]).Where(reward => !double.IsNaN(reward))];
        return scored.Length < 2 ? group.All(index => values[index] == 0) : AllEqual(scored);
    }

    /// <summary>Whether all numbers are the same.</summary>
    internal static bool AllEqual(IEnumerable<double> numbers) => numbers.Distinct().Take(2).Count() < 2;
}
