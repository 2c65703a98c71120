using Cppo.Rewards;
using Cppo.Training;

namespace Cppo.Exchange;

/// <summary>What a step of a dump reached.</summary>
/// <param name="Step">Its number there.</param>
/// <param name="Groups">Prompts.</param>
/// <param name="Responses">Responses to all of them.</param>
/// <param name="GroupSize">The commonest number of responses to a prompt.</param>
/// <param name="OddGroups">Groups of another size: prompts of equal text and target are one group here, because dumps do not name them.</param>
/// <param name="Reward">Mean of the scores that are numbers; NaN where there is none.</param>
/// <param name="Accuracy">Share of right answers, graded here, among responses with a known target; NaN where there is none.</param>
/// <param name="Format">Share of responses in the form that the instruction asks for.</param>
/// <param name="WithoutBox">Share of responses without an answer in a box.</param>
/// <param name="ZeroSignal">Share of groups whose scores are all equal.</param>
public sealed record DumpStep(
    int Step, int Groups, int Responses, int GroupSize, int OddGroups, double Reward, double Accuracy, double Format, double WithoutBox, double ZeroSignal)
{
    /// <summary>Counts a step's groups.</summary>
    internal static DumpStep Of(int step, IReadOnlyList<GroupRecord> groups)
    {
        ResponseRecord[] responses = [.. groups.SelectMany(group => group.Responses)];
        int size = groups.GroupBy(group => group.Responses.Count).OrderByDescending(same => same.Count()).ThenByDescending(same => same.Key).First().Key;
        double Mean(IEnumerable<double> values) => values.DefaultIfEmpty(double.NaN).Average();
        return new(
            step, groups.Count, responses.Length, size, groups.Count(group => group.Responses.Count != size),
            Mean(responses.Select(response => response.Reward.Total).Where(double.IsFinite)),
            Mean(responses.Where(response => response.Reward.Grade.IsKnown).Select(response => response.Reward.Grade.Correct ? 1.0 : 0)),
            Mean(responses.Select(response => ResponseFormat.Matches(response.Response.Text) ? 1.0 : 0)),
            Mean(responses.Select(response => response.Reward.Grade.Extracted is null ? 1.0 : 0)),
            Mean(groups.Select(group => group.RewardsDiffer ? 0.0 : 1)));
    }
}
