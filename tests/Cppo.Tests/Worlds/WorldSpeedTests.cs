using System.Diagnostics;
using Cppo.Worlds;

namespace Cppo.Tests.Worlds;

[Collection(TimedTests.Name)]
public sealed class WorldSpeedTests(ITestOutputHelper output)
{
    [Fact]
    public void Drawing_is_as_fast_as_training_needs()
    {
        ProceduralWorld world = new(6);
        double seconds = double.PositiveInfinity; // the best of some rounds: other tests use the same cores
        for (ulong round = 0; round < 8; round++)
        {
            Stopwatch watch = Stopwatch.StartNew();
            Assert.Equal(100, world.Samples(100 * round, 100).Count);
            seconds = Math.Min(seconds, watch.Elapsed.TotalSeconds / 100 * 10_000);
        }

        output.WriteLine($"10,000 samples: {seconds:F1} s");
        Assert.InRange(seconds, 0, 20);
    }
}
