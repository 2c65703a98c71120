using Cppo.Rewards;
using Cppo.Rollouts;

namespace Cppo.Evaluation.Stores;

/// <summary>One judged answer as an evaluation keeps it: enough to be judged again by another grader.</summary>
public sealed record StoredAnswer
{
    /// <summary>Where the sample stands in the evaluation, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The sample's id.</summary>
    public required ulong Sample { get; init; }

    /// <summary>Kind of task; empty where unknown.</summary>
    public required string Kind { get; init; }

    /// <summary>The user's text as it was asked, instruction included.</summary>
    public required string Question { get; init; }

    /// <summary>The target of the grader.</summary>
    public required string Target { get; init; }

    /// <summary>The options of a multiple-choice question by their letters; empty for any other.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Choices { get; init; } = [];

    /// <summary>Which of the sample's answers, from 0.</summary>
    public required int Row { get; init; }

    /// <summary>The response, special tokens left out.</summary>
    public required string Response { get; init; }

    /// <summary>Its length in tokens.</summary>
    public required int Length { get; init; }

    /// <summary>Why it ended.</summary>
    public required StopReason Stop { get; init; }

    /// <summary>Whether it has the form that the instruction asks for.</summary>
    public required bool WellFormed { get; init; }

    /// <summary>The verdict of the evaluation's grader.</summary>
    public required Grade Grade { get; init; }

    /// <summary>The same answer judged by another grader.</summary>
    public StoredAnswer JudgedBy(IAnswerGrader grader) => this with
    {
        Grade = grader.Grade(BoxedAnswer.Last(Response), new Sample(Sample, [], Question, Target) { Kind = Kind, Choices = Choices }),
    };

    /// <summary>The answer without its text.</summary>
    public AnswerOutcome Outcome => AnswerOutcome.Of(Grade, WellFormed, Length, Stop);

    internal static IEnumerable<StoredAnswer> Of(RolloutGroup group, int index, IAnswerGrader grader) => group.Responses.Select((response, row) => new StoredAnswer
    {
        Index = index,
        Sample = group.Sample.Id,
        Kind = group.Sample.Kind,
        Question = group.Sample.Question,
        Target = group.Sample.Answer,
        Choices = group.Sample.Choices,
        Row = row,
        Response = response.Text,
        Length = response.Length,
        Stop = response.Stop,
        WellFormed = ResponseFormat.Matches(response.Text),
        Grade = grader.Grade(BoxedAnswer.Last(response.Text), group.Sample),
    });
}
