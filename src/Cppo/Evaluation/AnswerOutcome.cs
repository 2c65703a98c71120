using Cppo.Rewards;
using Cppo.Rollouts;
using Cppo.Training;

namespace Cppo.Evaluation;

/// <summary>What became of one answer. Every answer is exactly one of these.</summary>
public enum AnswerVerdict
{
    /// <summary>The grader takes it.</summary>
    Right,

    /// <summary>There is an answer, and it is wrong.</summary>
    Wrong,

    /// <summary>The response ended without an answer in a box: a failure of form.</summary>
    NoAnswer,

    /// <summary>The response was cut off at the longest length before it had an answer.</summary>
    CutOff,
}

/// <summary>One judged answer, without its text.</summary>
/// <param name="Correct">Whether the grader takes it.</param>
/// <param name="Answer">The answer in the form in which it was compared, for voting; null where the response holds none.</param>
/// <param name="WellFormed">Whether the response has the form that the instruction asks for (<see cref="ResponseFormat"/>).</param>
/// <param name="Length">Tokens of the response.</param>
/// <param name="Truncated">Whether the response was cut off at the longest length.</param>
public sealed record AnswerOutcome(bool Correct, string? Answer, bool WellFormed, int Length, bool Truncated)
{
    /// <summary>What became of it.</summary>
    public AnswerVerdict Verdict =>
        Correct ? AnswerVerdict.Right : Answer is not null ? AnswerVerdict.Wrong : Truncated ? AnswerVerdict.CutOff : AnswerVerdict.NoAnswer;

    /// <summary>Reads a scored response.</summary>
    public static AnswerOutcome Of(ResponseRecord record) =>
        Of(record.Reward.Grade, ResponseFormat.Matches(record.Response.Text), record.Response.Length, record.Response.Stop);

    /// <summary>Reads a graded response.</summary>
    internal static AnswerOutcome Of(Grade grade, bool wellFormed, int length, StopReason stop) =>
        new(grade.Correct, grade.Extracted is null ? null : grade.NormalForm, wellFormed, length, stop == StopReason.Length);
}
