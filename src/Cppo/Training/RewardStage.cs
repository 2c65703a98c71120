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
                new ResponseRecord(response, reward.Score(response, group.Sample), Advantage: 0, Tokens: []))]))];

    /// <summary>
    /// One advantage a response, by the method's convention. A reward that could not be computed is left out of all statistics and its
    /// response gets 0, whatever the convention (TRL's rule); so does one that is left alone in its group.
    /// </summary>
    public static IReadOnlyList<GroupRecord> CompareInGroup(IReadOnlyList<GroupRecord> scored, AdvantageEstimator estimator)
    {
        bool Counts(GroupRecord group, ResponseRecord response) => response.Reward.IsComputable
            && (group.Responses.Count == 1 || group.Responses.Count(other => other.Reward.IsComputable) > 1);
        (ResponseRecord Record, int Group)[] computable =
        [
            .. scored.SelectMany((group, index) =>
                group.Responses.Where(response => Counts(group, response)).Select(response => (Record: response, Group: index))),
        ];
        double[] advantages = estimator.Estimate(
            [.. computable.Select(response => response.Record.Reward.Total)],
            [.. computable.Select(response => response.Group)],
            [.. computable.Select(response => response.Record.Response.Length)]).Values;

        int next = 0;
        return [.. scored.Select(group => group with
        {
            Responses = [.. group.Responses.Select(response => response with { Advantage = Counts(group, response) ? advantages[next++] : 0 })],
        })];
    }
}
