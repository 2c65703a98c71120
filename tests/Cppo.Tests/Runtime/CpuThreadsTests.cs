using Cppo.Runtime;

namespace Cppo.Tests.Runtime;

/// <summary>How many threads libtorch is given.</summary>
public sealed class CpuThreadsTests
{
    [Theory]
    [InlineData(1, 900_000, 1)]
    [InlineData(2, 900_000, 2)]
    [InlineData(64, 900_000, 4)]
    [InlineData(64, 20_000_000, 16)]
    [InlineData(8, 20_000_000, 8)]
    [InlineData(64, 3_000_000_000, 64)]
    public void A_model_gets_no_more_threads_than_it_can_feed(int cores, long parameters, int threads) =>
        Assert.Equal(threads, CpuThreads.For(cores, parameters));

    [Theory]
    [InlineData(" 0-3", 2)] // 0 and 2, 1 and 3 share a core
    [InlineData("0,2", 1)]
    [InlineData("0-1,3", 2)]
    [InlineData("\t1", 1)]
    public void Two_processors_of_a_core_count_once(string allowed, int cores) =>
        Assert.Equal(cores, CpuThreads.Physical(allowed, processor => processor % 2 == 0 ? "0,2" : "1,3"));

    [Fact]
    public void Where_the_system_does_not_say_every_processor_is_a_core() => Assert.Equal(4, CpuThreads.Physical("0-1,6-7", _ => null));
}
