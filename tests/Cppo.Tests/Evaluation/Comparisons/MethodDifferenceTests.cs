using Cppo.Evaluation;
using Cppo.Evaluation.Comparisons;
using Cppo.Runtime;
using Cppo.Training;

namespace Cppo.Tests.Evaluation.Comparisons;

public sealed class MethodDifferenceTests
{
    [Theory]
    [InlineData(1, 12.7062)]
    [InlineData(4, 2.7764)]
    [InlineData(30, 2.0423)]
    [InlineData(31, 2.0395)]
    [InlineData(60, 2.0003)]
    [InlineData(1000, 1.9623)]
    public void Quantiles_of_Student_are_those_of_the_tables(int degrees, double quantile) => Assert.Equal(quantile, SeedMean.StudentQuantile(degrees), 4);

    [Fact]
    public void An_interval_over_seeds_is_Students_and_one_seed_has_none()
    {
        SeedMean three = SeedMean.Of([0.64, 0.66, double.NaN, 0.65]);
        Assert.Equal((0.65, 3), (Math.Round(three.Mean, 12), three.Seeds));
        Assert.Equal(4.302652730 * 0.01 / Math.Sqrt(3), three.Interval!.Value.HalfWidth, 9);
        Assert.Null(SeedMean.Of([0.5]).Interval);
        Assert.False(SeedMean.Of([0.5]).IsSettled);
        Assert.Equal(0, SeedMean.Of([]).Seeds);
        Assert.Throws<CppoException>(() => SeedMean.StudentQuantile(0));
    }

    [Fact]
    public void Differences_are_paired_by_seed_and_the_sentence_claims_no_more_than_the_interval()
    {
        MethodComparison better = Of(("+1 +1 3 4", "+1 +1 +1 4"), ("+1 3 3 4", "+1 +1 3 4"), ("3 3 3 4", "+1 3 3 4"));
        MethodDifference difference = better.Difference("greedy", "cppo");
        Assert.Equal(0.25, difference.OverSeeds.Mean, 12);
        Assert.Equal(ComparisonVerdict.Better, difference.Verdict);
        Assert.Contains("cppo is better than grpo in greedy: +25.0 points", difference.Sentence);
        Assert.Equal(3, better.Accuracy("grpo", "greedy").Seeds);
        Assert.Equal(4, difference.Pooled!.Samples);
        Assert.Equal(0.25, difference.Pooled.Difference, 12);

        MethodDifference two = Of(("3 3 3 3", "+1 3 3 3"), ("3 3 3 3", "+1 3 3 3")).Difference("greedy", "cppo");
        Assert.True(two.OverSeeds.IsSettled, "two equal differences");
        Assert.Contains("two seeds are too few", two.Sentence);
        MethodDifference few = Of(("3 3 3 3", "+1 3 3 3"), ("3 3 3 3", "+1 3 3 3"), ("3 3 3 3", "+1 3 3 3")).Difference("greedy", "cppo");
        Assert.Equal((true, false, ComparisonVerdict.NotDistinguishable), (few.OverSeeds.IsSettled, few.Pooled!.IsSettled, few.Verdict));
        Assert.Contains("over samples", few.Sentence);

        MethodDifference unclear = Of(("+1 3", "+1 +3"), ("+1 3", "1 3"), ("+1 3", "+1 3")).Difference("greedy", "cppo");
        Assert.Equal(ComparisonVerdict.NotDistinguishable, unclear.Verdict);
        Assert.Contains("are not distinguishable in greedy: 0.0 points", unclear.Sentence);
        Assert.Contains("contains 0", unclear.Sentence);

        MethodDifference one = Of(("3 3 3 3", "+1 +1 +1 +1")).Difference("greedy", "cppo");
        Assert.Equal(ComparisonVerdict.NotDistinguishable, one.Verdict);
        Assert.Contains("one seed has no interval", one.Sentence);
        Assert.Contains("no finished seed in common", Of().Difference("greedy", "cppo").Sentence);
    }

    [Fact]
    public void Curves_over_seconds_lie_where_the_time_was_used()
    {
        TrainingHistory slow = new("slow", 4);
        foreach (int i in Enumerable.Range(0, 4)) slow.Add(new StepMetrics { Step = i, Reward = i, StepSeconds = 2 });
        ComparisonDesign design = new(["slow"], [0], 4) { Budget = ComparisonBudget.Time };
        MethodComparison comparison = new(design, [new("slow", 0, "", slow, new Dictionary<string, EvaluationReport>())]);
        Assert.Equal(8, comparison.AxisEnd);
        ComparedCurve curve = Assert.Single(comparison.Curves(step => step.Reward, window: 1, most: 8));
        Assert.Equal([2.0, 3, 4, 5, 6, 7, 8], curve.Points.Select(point => point.At));
        Assert.Equal([0.0, 0, 1, 1, 2, 2, 3], curve.Points.Select(point => point.Value.Mean));
    }

    // Two methods, one pair of answers to each sample a seed.
    private static MethodComparison Of(params (string First, string Second)[] seeds)
    {
        ComparedRun Run(string method, int seed, string answers) => new(method, (ulong)seed, "", new(method, 1), new Dictionary<string, EvaluationReport>
        {
            ["greedy"] = Outcomes.Report(method, answers.Split(' ')),
        });
        return new(
            new(["grpo", "cppo"], [.. Enumerable.Range(0, seeds.Length).Select(seed => (ulong)seed)], 1) { Tests = ["greedy"] },
            [.. seeds.SelectMany((pair, seed) => new[] { Run("grpo", seed, pair.First), Run("cppo", seed, pair.Second) })]);
    }
}
