using Cppo.Training;

namespace Cppo.Evaluation;

/// <summary>The judged answers to one sample.</summary>
/// <param name="Id">The sample's id: the same in every evaluation, so that two of them can be compared sample by sample.</param>
/// <param name="Kind">Its kind of task; empty where it has none.</param>
/// <param name="Answers">In the order in which they were drawn; at least one.</param>
public sealed record SampleOutcome(ulong Id, string Kind, IReadOnlyList<AnswerOutcome> Answers)
{
    /// <summary>Right answers.</summary>
    public int Correct => Answers.Count(answer => answer.Correct);

    /// <summary>Right answers / answers: what avg@N is the mean of.</summary>
    public double Share => (double)Correct / Answers.Count;

    /// <summary>
    /// 1 where the most frequent answer is right, else 0 (self-consistency, Wang et al. 2023, arXiv 2203.11171). Where several are equally
    /// frequent, the share of the right one among them: the mean over random choices. Answers that the grader finds right
    /// are one answer however they are written; others are the same where their normal forms are. Responses without an answer do not vote.
    /// </summary>
    public double Majority
    {
        get
        {
            (bool Right, int Votes)[] choices =
            [
                .. Answers.Where(answer => answer.Answer is not null)
                    .GroupBy(answer => answer.Correct ? null : answer.Answer)
                    .Select(same => (same.Key is null, same.Count())),
            ];
            if (choices.Length == 0) return 0;
            int most = choices.Max(choice => choice.Votes);
            return choices.Where(choice => choice.Votes == most).Average(choice => choice.Right ? 1.0 : 0.0);
        }
    }

    /// <summary>The unbiased estimate of the chance that at least one of k answers is right; see <see cref="PassEstimator"/>.</summary>
    public double PassAt(int k) => PassEstimator.Of(Answers.Count, Correct, k);

    /// <summary>Reads a scored group.</summary>
    public static SampleOutcome Of(GroupRecord group) =>
        new(group.Group.Sample.Id, group.Group.Sample.Kind, [.. group.Responses.Select(AnswerOutcome.Of)]);
}
