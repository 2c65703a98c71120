using Cppo.Runtime;

namespace Cppo.Rewards;

/// <summary>What a reward term may look at.</summary>
/// <param name="Response">The decoded text, special tokens left out.</param>
/// <param name="Target">The expected answer.</param>
/// <param name="Grade">The grader's verdict.</param>
public sealed record GradedResponse(string Response, string Target, Grade Grade);

/// <summary>One term of a reward: a name, a weight and a function of the graded response.</summary>
/// <param name="Name">Unique in its reward.</param>
/// <param name="Weight">Its share of the total; may be negative (a penalty).</param>
/// <param name="Value">Before weighting, usually 0 or 1.</param>
public sealed record RewardTerm(string Name, double Weight, Func<GradedResponse, double> Value)
{
    /// <summary>1 where the grader takes the answer.</summary>
    public static RewardTerm Accuracy(double weight) => new("accuracy", weight, graded => graded.Grade.Correct ? 1 : 0);

    /// <summary>1 where the response has the form of <see cref="ResponseFormat"/>.</summary>
    public static RewardTerm Format(double weight) =>
        new("format", weight, graded => ResponseFormat.Matches(graded.Response) ? 1 : 0);
}

/// <summary>
/// A reward put together from terms, each of which is kept in the result.
/// <code>new WeightedReward(new ExactGrader(), RewardTerm.Accuracy(0.9), RewardTerm.Format(0.1),
///     new("short", 0.05, graded => graded.Response.Length &lt; 400 ? 1 : 0))</code>
/// </summary>
public sealed class WeightedReward : IRewardFunction
{
    private readonly IAnswerGrader grader;

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

        (this.grader, Terms) = (grader, terms);
    }

    /// <summary>The paper's reward, 0.9 accuracy + 0.1 format, with the paper's grader.</summary>
    public static WeightedReward Paper() => Paper(new ReferenceGrader());

    /// <summary>The paper's reward, 0.9 accuracy + 0.1 format.</summary>
    /// <param name="grader">Judges the content of the last box.</param>
    public static WeightedReward Paper(IAnswerGrader grader) => new(grader, RewardTerm.Accuracy(0.9), RewardTerm.Format(0.1));

    /// <summary>The terms in the order in which they are computed.</summary>
    public IReadOnlyList<RewardTerm> Terms { get; }

    /// <inheritdoc/>
    public Reward Score(string response, string target)
    {
        GradedResponse graded = new(response, target, grader.Grade(BoxedAnswer.Last(response), target));
        return new Reward([.. Terms.Select(term => new RewardPart(term.Name, term.Value(graded), term.Weight))], graded.Grade);
    }
}
