using Cppo.Models;
using Cppo.Runtime;

namespace Cppo.Tests.Models;

public sealed class TokenDistributionTests
{
    [Fact]
    public void Values_are_those_of_the_softmax_by_hand_and_a_common_offset_changes_nothing()
    {
        Libtorch.Require();
        using var scope = NewDisposeScope();
        double[] row = [0.3, -1.2, 2.0, 0.0];
        double temperature = 0.7;
        double total = row.Sum(z => Math.Exp(z / temperature));
        double[] p = [.. row.Select(z => Math.Exp(z / temperature) / total)];
        foreach (double offset in new[] { 0.0, 1e4 })
        {
            Tensor logits = tensor(row, ScalarType.Float64).unsqueeze(0) + offset;
            using TokenDistribution result = TokenDistribution.Of(logits, tensor(new long[] { 2 }), temperature);
            Assert.Equal(Math.Log(p[2]), result.LogProbabilities.item<double>(), 1e-9);
            Assert.Equal(-p.Sum(x => x * Math.Log(x)), result.Entropies.item<double>(), 1e-9);
        }
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-1.0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_temperature_that_is_no_positive_number_is_refused(double temperature)
    {
        Libtorch.Require();
        using var scope = NewDisposeScope();
        Assert.Throws<CppoException>(() => TokenDistribution.Of(zeros(1, 2), zeros(1, ScalarType.Int64), temperature));
    }
}
