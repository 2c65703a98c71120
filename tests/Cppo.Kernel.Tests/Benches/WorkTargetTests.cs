using Cppo.Benchmarks;

namespace Cppo.Kernel.Tests.Benches;

/// <summary>The bench's verdicts and its fitted growth.</summary>
public sealed class WorkTargetTests
{
    [Theory]
    [InlineData(3.0, false, true)]
    [InlineData(2.99, false, false)]
    [InlineData(3.0, true, true)]
    [InlineData(3.01, true, false)]
    [InlineData(double.NaN, false, false)]
    [InlineData(double.NaN, true, false)]
    public void A_target_is_met_at_its_bound_and_never_unmeasured(double measured, bool isUpperBound, bool isMet)
    {
        WorkTarget target = new("rollout", 3, measured, isUpperBound);
        Assert.Equal(isMet, target.IsMet);
        Assert.EndsWith(isMet ? ": met" : ": NOT MET", target.ToString());
    }

    [Fact]
    public void Only_works_with_a_bound_have_one()
    {
        Assert.Equal(2.5, WorkTarget.UpdateOf("medium"));
        Assert.Null(WorkTarget.RolloutOf("vocabulary"));
    }

    [Theory]
    [InlineData(0.5, false)]
    [InlineData(1.0, false)]
    [InlineData(2.0, true)]
    public void A_power_law_gives_its_exponent_back(double exponent, bool isWorse)
    {
        GrowthFit fit = GrowthFit.Of([.. new[] { 1.0, 2, 4, 8 }.Select(size => (size, 3 * Math.Pow(size, exponent)))]);
        Assert.Equal(exponent, fit.Exponent, 12);
        Assert.Equal(exponent, fit.Last, 12);
        Assert.Equal(isWorse, fit.IsWorseThanLinear);
    }

    [Fact]
    public void A_constant_share_hides_the_growth_in_the_fit_but_less_at_the_large_end()
    {
        GrowthFit fit = GrowthFit.Of([.. new[] { 1.0, 4, 16, 64 }.Select(size => (size, 10 + (size * size / 10)))]);
        Assert.True(fit.Exponent < 1);
        Assert.True(fit.IsWorseThanLinear);
    }

    [Fact]
    public void A_single_point_has_no_growth() => Assert.Throws<ArgumentException>(() => GrowthFit.Of([(1, 1)]));
}
