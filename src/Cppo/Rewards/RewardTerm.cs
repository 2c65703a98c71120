using Cppo.Rollouts;
using Cppo.Runtime;

namespace Cppo.Rewards;

/// <summary>What a reward term may look at.</summary>
/// <param name="Sampled">What was sampled; where only a text is known, a response without tokens.</param>
/// <param name="Sample">What was asked; where only a target is known, a sample without question and pictures.</param>
/// <param name="Grade">The grader's verdict.</param>
public sealed record GradedResponse(Response Sampled, Sample Sample, Grade Grade)
{
    /// <summary>The decoded text, special tokens left out.</summary>
    public string Response => Sampled.Text;

    /// <summary>The expected answer.</summary>
    public string Target => Sample.Answer;
}

/// <summary>One term of a reward: a name, a weight and a function of the graded response.</summary>
/// <param name="Name">Unique in its reward.</param>
/// <param name="Weight">Its share of the total; may be negative (a penalty).</param>
/// <param name="Value">Before weighting, usually 0 or 1. What it throws, and what is not a finite number, makes the reward not computable.</param>
public sealed record RewardTerm(string Name, double Weight, Func<GradedResponse, double> Value)
{
    /// <summary>1 where the grader takes the answer.</summary>
    public static RewardTerm Accuracy(double weight) => new("accuracy", weight, graded => graded.Grade.Correct ? 1 : 0);

    /// <summary>1 where the response has the form of <see cref="ResponseFormat"/>.</summary>
    public static RewardTerm Format(double weight) =>
        new("format", weight, graded => ResponseFormat.Matches(graded.Response) ? 1 : 0);

    /// <summary>
    /// DAPO's soft over-long penalty (arXiv 2503.14476, equation 13), for a response of n tokens: 0 up to longest - cache, then
    /// (longest - cache - n) / cache, and -1 beyond longest.
    /// </summary>
    /// <param name="longest">Tokens; DAPO: 20,480.</param>
    /// <param name="cache">Tokens over which the penalty grows, at least 1 and at most <paramref name="longest"/>; DAPO: 4,096.</param>
    /// <param name="weight">Positive: the values are 0 to -1 already.</param>
    /// <exception cref="CppoException">The cache is less than 1 token or more than the longest length.</exception>
    public static RewardTerm OverlongPenalty(int longest, int cache, double weight = 1)
    {
        if (cache < 1 || cache > longest)
        {
            throw new CppoException(
                $"The over-long penalty has a cache of {cache} tokens and a longest length of {longest}.",
                "Give a cache of at least 1 token that is not longer than the longest length.");
        }

        return new("length", weight, graded => Math.Clamp((longest - cache - graded.Sampled.Length) / (double)cache, -1, 0));
    }

    /// <summary>
    /// A term of the user's: <c>RewardTerm.Custom("short", (response, sample) => response.Length &lt; 200 ? 1 : 0, 0.1)</c>. A function that
    /// throws, or gives a number that is not finite, makes that response's reward not computable, with its reason.
    /// </summary>
    /// <param name="name">Unique in its reward.</param>
    /// <param name="value">Of the sampled response (text, tokens, stop reason) and its sample (question, answer, pictures, kind).</param>
    /// <param name="weight">Its share of the total.</param>
    public static RewardTerm Custom(string name, Func<Response, Sample, double> value, double weight = 1) =>
        new(name, weight, graded => value(graded.Sampled, graded.Sample));

    /// <summary>The part of a response's reward.</summary>
    internal RewardPart Of(GradedResponse graded)
    {
        try
        {
            double value = Value(graded);
            return double.IsFinite(value)
                ? new RewardPart(Name, value, Weight)
                : new RewardPart(Name, double.NaN, Weight) { Problem = FormattableString.Invariant($"it gave {value}") };
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // Whatever a user's function throws costs this response its reward, not the run.
            return new RewardPart(Name, double.NaN, Weight) { Problem = $"it threw {error.GetType().Name}: {error.Message}" };
        }
    }
}
