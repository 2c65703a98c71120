using Cppo.Evaluation;
using Cppo.Runtime;

namespace Cppo.Tests.Evaluation;

public sealed class EstimatorTests
{
    [Theory]
    [InlineData(4, 1, 1, 1 / 4.0)]
    [InlineData(4, 1, 2, 1 / 2.0)]
    [InlineData(5, 2, 2, 7 / 10.0)] // 1 - C(3,2)/C(5,2)
    [InlineData(5, 2, 3, 9 / 10.0)] // 1 - C(3,3)/C(5,3)
    [InlineData(5, 2, 4, 1.0)]
    [InlineData(3, 0, 3, 0.0)]
    [InlineData(200, 3, 100, 1 - (100.0 * 99 * 98 / (200 * 199 * 198)))]
    public void Pass_at_k_is_the_chance_that_k_of_the_drawn_answers_hold_a_right_one(int answers, int correct, int k, double expected) =>
        Assert.Equal(expected, PassEstimator.Of(answers, correct, k), 12);

    [Fact]
    public void Pass_at_k_equals_the_mean_over_all_choices()
    {
        for (int correct = 0; correct <= 6; correct++)
        {
            int[] choices = [.. Enumerable.Range(0, 1 << 6).Where(bits => int.PopCount(bits) == 3)];
            double counted = choices.Average(bits => (bits & ((1 << correct) - 1)) != 0 ? 1.0 : 0.0);
            Assert.Equal(counted, PassEstimator.Of(6, correct, 3), 12);
        }
    }

    [Theory]
    [InlineData(4, 5, 1)]
    [InlineData(4, -1, 1)]
    [InlineData(4, 2, 0)]
    [InlineData(4, 2, 5)]
    public void More_tries_than_answers_and_impossible_counts_are_refused(int answers, int correct, int k) =>
        Assert.Throws<CppoException>(() => PassEstimator.Of(answers, correct, k));

    [Theory]
    [InlineData("+3 +3 4", 1.0)]
    [InlineData("+3 4 4", 0.0)]
    [InlineData("+3 4", 0.5)]
    [InlineData("+3 4 5 6", 0.25)]
    [InlineData("+3 +3.0 4 4 5", 0.5)] // right answers are one answer, however they are written
    [InlineData("+3 ? ? ?", 1.0)]      // what holds no answer does not vote
    [InlineData("? ?", 0.0)]
    public void The_majority_is_right_wrong_or_shared(string answers, double expected) =>
        Assert.Equal(expected, Outcomes.Sample(0, answers).Majority, 12);

    [Fact]
    public void A_bootstrap_interval_is_repeatable_holds_the_mean_and_shrinks_with_more_samples()
    {
        double[] few = [.. Enumerable.Range(0, 40).Select(i => (i % 4) / 3.0)], many = [.. Enumerable.Repeat(few, 16).SelectMany(part => part)];
        ConfidenceInterval interval = Bootstrap.OfMean(few);
        Assert.Equal(interval, Bootstrap.OfMean(few));
        Assert.True(interval.Contains(0.5));
        // The normal approximation: 1.96 sd / sqrt(n), sd of {0, 1/3, 2/3, 1} = 0.3727.
        Assert.Equal(1.96 * 0.3727 / Math.Sqrt(40), interval.HalfWidth, 0.01);
        Assert.Equal(interval.HalfWidth / 4, Bootstrap.OfMean(many).HalfWidth, 0.005);
        Assert.Equal(new ConfidenceInterval(1, 1), Bootstrap.OfMean([1, 1, 1]));
        Assert.Throws<CppoException>(() => Bootstrap.OfMean([]));
    }
}
