using Cppo.Rollouts;
using Cppo.Runtime;

namespace Cppo.Rewards;

/// <summary>
/// A reward put together from terms, each of which is kept in the result.
/// <code>new WeightedReward(new ExactGrader(), RewardTerm.Accuracy(0.9), RewardTerm.Format(0.1),
///     RewardTerm.OverlongPenalty(512, 128), RewardTerm.Custom("short", (response, sample) => response.Length &lt; 100 ? 1 : 0, 0.05))</code>
/// </summary>
public sealed class WeightedReward : IRewardFunction, IEquatable<WeightedReward>
{
    /// <summary>Puts a reward together.</summary>
    /// <param name="grader">Judges the content of the last box.</param>
    /// <param name="terms">At least one; names must differ and weights be finite.</param>
    /// <exception cref="CppoException">No terms, two of the same name, or a weight that is not finite.</exception>
    public WeightedReward(IAnswerGrader grader, params IReadOnlyList<RewardTerm> terms)
    {
        if (terms.Count == 0) throw new CppoException("A reward needs at least one term.", "Add RewardTerm.Accuracy(1).");
        foreach (RewardTerm term in terms)
        {
            if (!double.IsFinite(term.Weight) || terms.Count(other => other.Name == term.Name) > 1)
            {
                throw new CppoException(
                    $"The reward term \"{term.Name}\" has the weight {term.Weight} or stands there twice.",
                    "Give every term a name of its own and a finite weight.");
            }
        }

        (Grader, Terms) = (grader, terms);
    }

    /// <summary>The paper's reward, 0.9 accuracy + 0.1 format, with the paper's grader.</summary>
    public static WeightedReward Paper() => Paper(new ReferenceGrader());

    /// <summary>The paper's reward, 0.9 accuracy + 0.1 format.</summary>
    /// <param name="grader">Judges the content of the last box.</param>
    public static WeightedReward Paper(IAnswerGrader grader) => new(grader, RewardTerm.Accuracy(0.9), RewardTerm.Format(0.1));

    /// <summary>Judges the content of the last box.</summary>
    public IAnswerGrader Grader { get; private init; }

    /// <summary>The terms in the order in which they are computed.</summary>
    public IReadOnlyList<RewardTerm> Terms { get; private init; }

    /// <inheritdoc/>
    public Reward Score(string response, string target) =>
        Score(new Response([], [], response, StopReason.EndToken), new Sample(0, [], "", target));

    /// <inheritdoc/>
    public Reward Score(Response response, Sample sample)
    {
        GradedResponse graded = new(response, sample, Grader.Grade(BoxedAnswer.Last(response.Text), sample));
        return new Reward([.. Terms.Select(term => term.Of(graded))], graded.Grade);
    }

    /// <summary>Whether another reward scores alike: the same grader and the same terms in the same order.</summary>
    public bool Equals(WeightedReward? other) => other is not null && Grader.Equals(other.Grader) && Terms.SequenceEqual(other.Terms);

    /// <inheritdoc/>
    public override bool Equals(object? other) => Equals(other as WeightedReward);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Grader, Terms.Count);
}
