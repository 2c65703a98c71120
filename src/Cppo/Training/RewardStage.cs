using Cppo.Objective;
using Cppo.Rewards;
using Cppo.Rollouts;

namespace Cppo.Training;

/// <summary>Stages 2 and 3: rewards and group advantages.</summary>
internal static class RewardStage
{
    /// <summary>Scores every response; advantages are still 0.</summary>
    public static IReadOnlyList<GroupRecord> Score(IReadOnlyList<RolloutGroup> rollouts, IRewardFunction reward) =>
        [.. rollouts.Select(group => new GroupRecord(
            group,
            Preserving: [],
            Removing: [],
            [.. group.Responses.Select(response =>
                new ResponseRecord(response, reward.Score(response.Text, group.Sample.Answer), Advantage: 0, Tokens: []))]))];

    /// <summary>One advantage a response, by the method's convention.</summary>
    public static IReadOnlyList<GroupRecord> CompareInGroup(IReadOnlyList<GroupRecord> scored, AdvantageEstimator estimator)
    {
        double[] rewards = [.. scored.SelectMany(group => group.Responses).Select(response => response.Reward.Total)];
        int[] groupOf = [.. scored.SelectMany((group, index) => group.Responses.Select(_ => index))];
        int[] tokens = [.. scored.SelectMany(group => group.Responses).Select(response => response.Response.Length)];
        double[] advantages = estimator.Estimate(rewards, groupOf, tokens).Values;

        int next = 0;
        return [.. scored.Select(group => group with
        {
            Responses = [.. group.Responses.Select(response => response with { Advantage = advantages[next++] })],
        })];
    }
}
