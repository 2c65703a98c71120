using Cppo.Evaluation;
using Cppo.Runtime;

namespace Cppo.Tests.Evaluation;

public sealed class ConfidenceIntervalTests
{
    // R. G. Newcombe, Statistics in Medicine 17 (1998): table I of the first paper (Wilson), table II of the second (method 10).
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Wilson_intervals_are_the_published_ones(int correct, int total, double low, double high)
    {
        ConfidenceInterval interval = ConfidenceInterval.Wilson(correct, total);
        Assert.Equal(low, interval.Low, 4);
        Assert.Equal(high, interval.High, 4);
    }

    [Theory]
    [InlineData(56, 70, 48, 80, 0.0524, 0.3339)]
    [InlineData(9, 10, 3, 10, 0.1705, 0.8090)]
    [InlineData(10, 10, 0, 10, 0.6075, 1.0000)]
    public void Newcombe_intervals_are_the_published_ones(int a, int m, int b, int n, double low, double high)
    {
        ConfidenceInterval interval = ConfidenceInterval.Newcombe(b, n, a, m);
        Assert.Equal(low, interval.Low, 4);
        Assert.Equal(high, interval.High, 4);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(-1, 3)]
    [InlineData(4, 3)]
    public void Impossible_counts_are_refused(int correct, int total) =>
        Assert.Throws<CppoException>(() => ConfidenceInterval.Wilson(correct, total));
}
