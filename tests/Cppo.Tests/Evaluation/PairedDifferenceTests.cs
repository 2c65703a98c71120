using Cppo.Evaluation;
using Cppo.Runtime;

namespace Cppo.Tests.Evaluation;

public sealed class PairedDifferenceTests
{
    // The sign is ours, second minus first. Cavo et al. 2012 (59, 6, 16, 80) and Bentur et al. 2009 (1, 1, 7, 12), as in Fagerland, Lydersen
    // and Laake, Statistical Analysis of Contingency Tables, chapter 8: -0.0621 [-0.1186, -0.0046] and -0.286 [-0.507, -0.026], first minus second.
    [Theory]
    [InlineData(59, 6, 16, 80, 0.0046, 0.1186)]
    [InlineData(1, 1, 7, 12, 0.0256, 0.5069)]
    public void Newcombes_paired_intervals_are_the_published_ones(int both, int onlyFirst, int onlySecond, int neither, double low, double high)
    {
        ConfidenceInterval interval = ConfidenceInterval.NewcombePaired(both, onlyFirst, onlySecond, neither);
        Assert.Equal(low, interval.Low, 4);
        Assert.Equal(high, interval.High, 4);
        ConfidenceInterval mirrored = ConfidenceInterval.NewcombePaired(both, onlySecond, onlyFirst, neither);
        Assert.Equal(-interval.High, mirrored.Low, 12);
        Assert.Equal(-interval.Low, mirrored.High, 12);
    }

    [Fact]
    public void Equal_models_have_no_difference_and_an_interval_around_zero()
    {
        ConfidenceInterval interval = ConfidenceInterval.NewcombePaired(50, 0, 0, 50);
        Assert.True(interval.Contains(0) && interval.HalfWidth < 0.03);
        Assert.Throws<CppoException>(() => ConfidenceInterval.NewcombePaired(0, 0, 0, 0));
        Assert.Throws<CppoException>(() => ConfidenceInterval.NewcombePaired(5, -1, 0, 4));
    }

    [Theory]
    [InlineData(1, 7, 2 * 9 / 256.0)]
    [InlineData(2, 2, 1.0)]
    [InlineData(0, 5, 2 / 32.0)]
    [InlineData(0, 0, 1.0)]
    public void McNemars_exact_test_counts_only_samples_on_which_the_two_differ(int onlyFirst, int onlySecond, double expected)
    {
        PairedDifference difference = new("a", "b", 100, 0.5, 0.5, default) { OnlyFirst = onlyFirst, OnlySecond = onlySecond };
        Assert.Equal(expected, difference.PValue!.Value, 12);
        PairedDifference many = difference with { OnlyFirst = 1200 + onlyFirst, OnlySecond = 1200 + onlySecond };
        Assert.InRange(many.PValue!.Value, 0.85, 1);
    }

    [Fact]
    public void Reports_are_paired_by_sample_and_by_kind()
    {
        EvaluationReport before = Outcomes.Report("before", "+1", "2", "3", "+4", "5"), after = Outcomes.Report("after", "+1", "+2", "+3", "4", "5");
        PairedDifference all = PairedDifference.Of(before, after);
        Assert.Equal((5, 1, 2), (all.Samples, all.OnlyFirst, all.OnlySecond));
        Assert.Equal(0.2, all.Difference, 12);
        Assert.Equal(ConfidenceInterval.NewcombePaired(1, 1, 2, 1), all.Interval);
        Assert.False(all.IsSettled);
        Assert.Equal((3, 0, 1), Counts(PairedDifference.Of(before, after, "count")));
        Assert.True(PairedDifference.HaveSameSamples(before, after));
        Assert.False(PairedDifference.HaveSameSamples(before, Outcomes.Report("short", "+1")));
        Assert.Equal(1, PairedDifference.Of(before, Outcomes.Report("short", "+1")).Samples);

        static (int, int?, int?) Counts(PairedDifference difference) => (difference.Samples, difference.OnlyFirst, difference.OnlySecond);
    }

    [Fact]
    public void Several_answers_are_compared_by_the_bootstrap_over_samples()
    {
        EvaluationReport before = Outcomes.Report("before", "+1 1", "2 2", "3 3"), after = Outcomes.Report("after", "+1 +1", "+2 2", "+3 3");
        PairedDifference difference = PairedDifference.Of(before, after);
        Assert.Equal(0.5, difference.Difference, 12);
        Assert.Equal(new ConfidenceInterval(0.5, 0.5), difference.Interval);
        Assert.True(difference.IsSettled);
        Assert.Null(difference.PValue);
        Assert.Contains("bootstrap", difference.Source);
    }

    [Fact]
    public void What_cannot_be_paired_is_refused()
    {
        EvaluationReport counts = new("counts", [new("a", 1, 2)]), one = Outcomes.Report("one", "+1");
        Assert.Contains("share no sample", Assert.Throws<CppoException>(() => PairedDifference.Of(counts, one)).Message);
        EvaluationReport twice = one with { Samples = [.. one.Samples, .. one.Samples] };
        Assert.Contains("twice", Assert.Throws<CppoException>(() => PairedDifference.Of(twice, one)).Message);
    }
}
