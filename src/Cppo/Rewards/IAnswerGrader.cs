using Cppo.Rewards.Grading;
using Cppo.Rollouts;

namespace Cppo.Rewards;

/// <summary>Decides whether an answer counts as right, and says why.</summary>
public interface IAnswerGrader
{
    /// <summary>Compares an answer with its target; never throws on any text and never takes long.</summary>
    /// <param name="answer">What was in the response's last box; null where there was none, which is never right.</param>
    /// <param name="target">The expected answer.</param>
    Grade Grade(string? answer, string target);

    /// <summary>Compares an answer with its sample, whose options are known. Where not overridden: with the sample's answer alone.</summary>
    /// <param name="answer">What was in the response's last box; null where there was none, which is never right.</param>
    /// <param name="sample">What was asked.</param>
    Grade Grade(string? answer, Sample sample) => Grade(answer, sample.Answer);
}

/// <summary>Right means equal, character by character: the accuracy of the procedural world's recipe.</summary>
public sealed record ExactGrader : IAnswerGrader
{
    /// <inheritdoc/>
    public Grade Grade(string? answer, string target) => new(
        answer == target, answer, target, answer ?? "", target,
        answer is null ? GradingRule.NoAnswer : answer == target ? "equal as written" : "not equal as written");
}
