using Cppo.Objective;
using Cppo.Rewards;
using Cppo.Rollouts;
using Cppo.Training;

namespace Cppo.Exchange;

/// <summary>Makes a group as this library's views show it of the responses of a dump.</summary>
internal static class DumpGroup
{
    /// <summary>Grades the responses and compares their scores.</summary>
    /// <param name="number">Of the group in its step.</param>
    /// <param name="records">At least one, of one prompt.</param>
    /// <param name="targets">Samples that may be known from elsewhere.</param>
    /// <param name="grader">Judges the answers.</param>
    public static GroupRecord Of(ulong number, IReadOnlyList<DumpRecord> records, DumpTargets targets, IAnswerGrader grader)
    {
        DumpRecord first = records[0];
        Sample? known = targets.Of(first.Question);
        string? target = first.Target ?? known?.Answer;
        Sample sample = new(number, known?.Pictures ?? [], first.Question, target ?? "")
        {
            Kind = known?.Kind ?? "",
            PicturePlaces = known?.PicturePlaces ?? [],
        };
        Response[] responses = [.. records.Select(record => new Response([], [], record.Response, StopReason.EndToken) { TokenCount = record.Tokens, IsStopKnown = false })];
        IReadOnlyList<double> advantages = Advantages([.. records.Select(record => record.Score)]);
        return new(new(sample, [], responses), [], [],
        [
            .. records.Select((record, i) => new ResponseRecord(
                responses[i], new([new("score", record.Score, 1)], GradeOf(record, target, grader)), advantages[i], [])),
        ]);
    }

    private static Grade GradeOf(DumpRecord record, string? target, IAnswerGrader grader)
    {
        string? answer = BoxedAnswer.Last(record.Response);
        return target is null ? Grade.Unknown(answer) : grader.Grade(answer, target);
    }

    // GRPO's rule; a score that is missing takes no part and gets 0, as in a step of this library.
    private static double[] Advantages(IReadOnlyList<double> scores)
    {
        int[] scored = [.. Enumerable.Range(0, scores.Count).Where(i => double.IsFinite(scores[i]))];
        double[] values = new double[scores.Count];
        if (scored.Length == 0) return values;
        double[] advantages = AdvantageEstimator.Grpo.Estimate([.. scored.Select(i => scores[i])], [.. scored.Select(_ => 0)]).Values;
        for (int i = 0; i < scored.Length; i++) values[scored[i]] = scored.Length == 1 ? 0 : advantages[i];
        return values;
    }
}
