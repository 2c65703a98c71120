using Cppo.Interactive.Rendering;

namespace Cppo.Interactive.Tests.Rendering;

public sealed class NumbersTests
{
    [Theory]
    [InlineData(0.0004, 3, "0")]
    [InlineData(-0.0004, 3, "0")]
    [InlineData(0.0005, 3, "0.001")]
    [InlineData(-1.4, 3, "−1.400")]
    [InlineData(1234567.5, 1, "1\u202F234\u202F567.5")]
    [InlineData(double.NaN, 3, "–")]
    [InlineData(double.PositiveInfinity, 3, "∞")]
    [InlineData(double.NegativeInfinity, 3, "−∞")]
    [InlineData(1e20, 3, "1.00 × 10²⁰")]
    public void Fixed_numbers_have_a_true_minus_a_bare_zero_and_thin_spaces(double value, int decimals, string text) =>
        Assert.Equal(text, Numbers.Fixed(value, decimals));

    [Theory]
    [InlineData(0.25, "+0.25")]
    [InlineData(-0.25, "−0.25")]
    [InlineData(0.001, "0")]
    [InlineData(double.NaN, "–")]
    public void Differences_carry_their_sign(double value, string text) => Assert.Equal(text, Numbers.Signed(value, 2));

    [Theory]
    [InlineData(0.0, 1, "0.0")]
    [InlineData(-0.04, 1, "0.0")]
    [InlineData(0.06, 1, "0.1")]
    public void Sums_keep_their_decimals(double value, int decimals, string text) => Assert.Equal(text, Numbers.Plain(value, decimals));

    [Theory]
    [InlineData(0.571, "57\u202F%")]
    [InlineData(0.001, "< 1\u202F%")]
    [InlineData(0.0, "0\u202F%")]
    [InlineData(double.NaN, "–")]
    public void Shares_are_whole_percent(double value, string text) => Assert.Equal(text, Numbers.Share(value));

    [Theory]
    [InlineData(0.00567, "5.67 × 10⁻³")]
    [InlineData(0.9999e-3, "1.00 × 10⁻³")]
    [InlineData(0.25, "0.250")]
    [InlineData(-12345.0, "−1.23 × 10⁴")]
    [InlineData(0.0, "0")]
    public void Small_and_large_numbers_have_a_power_of_ten(double value, string text) => Assert.Equal(text, Numbers.Scientific(value));

    [Theory]
    [InlineData(1e-6, "10⁻⁶")]
    [InlineData(3e-5, "3 × 10⁻⁵")]
    [InlineData(0.05, "0.050")]
    public void Learning_rates_are_short(double value, string text) => Assert.Equal(text, Numbers.Rate(value));

    [Theory]
    [InlineData(0.42, "0.42 s")]
    [InlineData(4.2, "4.2 s")]
    [InlineData(42.4, "42 s")]
    [InlineData(94.0, "1 min 34 s")]
    [InlineData(59.7, "1 min 0 s")]
    [InlineData(7500.0, "2 h 5 min")]
    public void Times_read_like_times(double seconds, string text) => Assert.Equal(text, Numbers.Time(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(1890, "1\u202F890")]
    [InlineData(-5, "−5")]
    [InlineData(long.MinValue, "−9\u202F223\u202F372\u202F036\u202F854\u202F775\u202F808")]
    public void Counts_have_thin_spaces(long value, string text) => Assert.Equal(text, Numbers.Count(value));

    [Fact]
    public void A_column_shares_its_power_of_ten()
    {
        Assert.Equal(-3, Numbers.CommonExponent([0.00161, 0.0002, 0.00386, double.NaN]));
        Assert.Equal(0, Numbers.CommonExponent([0.5, 0.001]));
        Assert.Equal(0, Numbers.CommonExponent([]));
        Assert.Equal("⁻³", Numbers.Superscript(-3));
    }
}
