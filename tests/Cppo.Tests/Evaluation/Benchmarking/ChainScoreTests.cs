using Cppo.Evaluation;
using Cppo.Evaluation.Benchmarking;

namespace Cppo.Tests.Evaluation.Benchmarking;

public sealed class ChainScoreTests
{
    [Theory]
    [InlineData("2steps", "++", "+", 1)]
    [InlineData("2steps", "++", "-", 0.5)]
    [InlineData("2steps", "+-", "+", 0)]
    [InlineData("2steps", "--", "-", 0)]
    [InlineData("3steps", "+++", "+", 1)]
    [InlineData("3steps", "++-", "+", 0)]
    public void A_problem_counts_where_its_steps_are_known(string steps, string parts, string whole, double score)
    {
        List<SampleOutcome> samples = [.. parts.Select((part, i) => Row((ulong)i, $"{steps}_{i + 1}", part == '+')), Row(9, $"{steps}_multi", whole == "+")];
        EvaluationReport report = EvaluationReport.Of("x", samples);
        Dictionary<ulong, string> problems = samples.ToDictionary(sample => sample.Id, _ => "7");
        Assert.Equal(score, ChainScore.Of(report, problems)!.Value.Value, 1e-12);
        Assert.Null(ChainScore.Of(EvaluationReport.Of("x", [.. samples.Skip(1)]), problems));
        Assert.Null(ChainScore.Of(report, new Dictionary<ulong, string>()));
    }

    [Fact]
    public void Drawn_answers_are_runs_whose_scores_are_averaged()
    {
        SampleOutcome[] samples =
        [
            Row(0, "2steps_1", true, true), Row(1, "2steps_2", true, false), Row(2, "2steps_multi", true, true),
            Row(3, "2steps_1", true, true), Row(4, "2steps_2", true, true), Row(5, "2steps_multi", false, false),
        ];
        Dictionary<ulong, string> problems = samples.ToDictionary(sample => sample.Id, sample => sample.Id < 3 ? "a" : "b");
        Estimate score = ChainScore.Of(EvaluationReport.Of("x", samples), problems)!.Value;
        Assert.Equal((0.5 + 0.5) / 2, score.Value, 1e-12);
        Assert.Equal("strict score", score.Name);
    }

    private static SampleOutcome Row(ulong id, string key, params bool[] right) => new(id, key, [.. right.Select(one => new AnswerOutcome(one, "A", true, 1, false))]);
}
