using Cppo.Evaluation;

namespace Cppo.Tests.Evaluation;

/// <summary>Judged answers in a short notation: "+3" right, "4" wrong, "?" none, "!" cut off before it had one.</summary>
internal static class Outcomes
{
    public static SampleOutcome Sample(ulong id, string answers, string kind = "count") =>
        new(id, kind, [.. answers.Split(' ').Select(Answer)]);

    public static EvaluationReport Report(string name, params string[] samples) =>
        EvaluationReport.Of(name, [.. samples.Select((answers, i) => Sample((ulong)i, answers, i % 2 == 0 ? "count" : "dice"))]);

    private static AnswerOutcome Answer(string text) => text switch
    {
        "?" => new(false, null, WellFormed: false, Length: 5, Truncated: false),
        "!" => new(false, null, WellFormed: false, Length: 26, Truncated: true),
        ['+', .. var answer] => new(true, answer, WellFormed: true, Length: 10, Truncated: false),
        _ => new(false, text, WellFormed: true, Length: 10, Truncated: false),
    };
}
