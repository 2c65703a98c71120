using Cppo.Runtime;

namespace Cppo.Tests.Runtime;

public sealed class CounterRandomTests
{
    // Known answers of the Random123 distribution (kat_vectors, philox4x32 with 10 rounds).
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(~0u, ~0u, ~0u, ~0u, ~0u, ~0u, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Philox_gives_the_known_answers(
        uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, uint r0, uint r1, uint r2, uint r3)
    {
        uint[] output = new uint[4];
        CounterRandom.Philox(c0, c1, c2, c3, k0, k1, output);
        Assert.Equal([r0, r1, r2, r3], output);
    }

    [Fact]
    public void Equal_addresses_give_equal_streams_and_others_do_not()
    {
        double[] Draw(ulong seed, string purpose, ulong a, ulong b)
        {
            CounterRandom random = new(seed, purpose, a, b);
            return [.. Enumerable.Range(0, 8).Select(_ => random.NextDouble())];
        }

        double[] first = Draw(1, "rotation", 2, 3);
        Assert.Equal(first, Draw(1, "rotation", 2, 3));
        Assert.NotEqual(first, Draw(2, "rotation", 2, 3));
        Assert.NotEqual(first, Draw(1, "jitter", 2, 3));
        Assert.NotEqual(first, Draw(1, "rotation", 3, 2));
    }

    [Fact]
    public void Draws_have_the_stated_distribution()
    {
        CounterRandom random = new(7, "test");
        double[] uniform = [.. Enumerable.Range(0, 100_000).Select(_ => random.Uniform(-1, 3))];
        Assert.InRange(uniform.Average(), 0.98, 1.02);
        Assert.True(uniform.Min() >= -1 && uniform.Max() < 3);

        double[] normal = [.. Enumerable.Range(0, 100_000).Select(_ => random.Normal())];
        Assert.InRange(normal.Average(), -0.015, 0.015);
        Assert.InRange(normal.Select(x => x * x).Average(), 0.98, 1.02);

        int[] counts = new int[5];
        for (int i = 0; i < 50_000; i++) counts[random.Integer(-2, 2) + 2]++;
        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
    }
}
