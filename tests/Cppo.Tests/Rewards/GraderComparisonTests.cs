using Cppo.Rewards;
using Cppo.Rollouts;
using Cppo.Runtime;

namespace Cppo.Tests.Rewards;

public sealed class GraderComparisonTests
{
    [Fact]
    public void Graders_are_compared_on_the_boxes_of_a_run_with_repetitions_counted()
    {
        RolloutGroup Group(string target, params string[] texts) =>
            new(new Sample(1, [], "?", target), [1], [.. texts.Select(text => new Response([1], [-1f], text, StopReason.EndToken))]);
        GraderComparison comparison = GraderComparison.Of(
        [
            Group("\\frac12", "\\boxed{2/4}", "\\boxed{2/4}", "\\boxed{1/2}", "no box"),
            Group("12 \\text{ cm}", "\\boxed{12 inches}", "\\boxed{12}"),
        ]);

        Assert.Equal(["mathruler", "fair"], comparison.Graders);
        Assert.Equal((6, 3, 3, 3), (comparison.Total, comparison.Agreed, comparison.Right(0), comparison.Right(1) - 1));
        GraderAgreement agreement = Assert.Single(comparison.Agreements);
        Assert.Equal((2, 1, 2, 1), (agreement.BothRight, agreement.OnlyFirst, agreement.OnlySecond, agreement.BothWrong));
        Assert.Equal(0.5, agreement.Share);
        Assert.Equal((0.5 - (0.5 * 4 / 6) - (0.5 * 2 / 6)) / 0.5, agreement.Kappa, 1e-12);
        Assert.Equal(["2/4", "12 inches"], comparison.Disagreements.Select(answer => answer.Pair.Answer));
        Assert.Equal(2, comparison.Disagreements[0].Count);
        Assert.Equal(["two fractions, compared as written", "equal exactly"], comparison.Disagreements[0].Grades.Select(grade => grade.Rule));
    }

    [Fact]
    public void Answers_may_come_without_responses_and_any_graders_may_be_compared()
    {
        GraderComparison comparison = GraderComparison.Of(
            [new AnswerPair("1.0", "1"), new AnswerPair(null, "1")], ("exact", new ExactGrader()), ("mathruler", new ReferenceGrader()), ("fair", new FairGrader()));
        Assert.Equal(3, comparison.Agreements.Count);
        Assert.Equal("1.0", Assert.Single(comparison.Disagreements).Pair.Answer);
        Assert.True(double.IsNaN(GraderComparison.Of(Array.Empty<AnswerPair>()).Agreements[0].Share));
    }

    [Fact]
    public void One_grader_or_two_of_the_same_name_are_refused()
    {
        Assert.Throws<CppoException>(() => GraderComparison.Of([new AnswerPair("1", "1")], ("exact", new ExactGrader())));
        Assert.Throws<CppoException>(() => GraderComparison.Of([new AnswerPair("1", "1")], ("a", new ExactGrader()), ("a", new FairGrader())));
    }
}
