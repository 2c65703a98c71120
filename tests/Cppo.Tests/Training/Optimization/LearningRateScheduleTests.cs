using Cppo.Runtime;
using Cppo.Tests.Objective;
using Cppo.Training.Optimization;

namespace Cppo.Tests.Training.Optimization;

public sealed class LearningRateScheduleTests
{
    public static TheoryData<string> Cases => GoldenLosses.Names("schedules");

    [Theory]
    [Trait("Category", "Golden")]
    [MemberData(nameof(Cases))]
    public void Every_update_gets_the_rate_of_the_reference(string key)
    {
        GoldenCase golden = GoldenLosses.Case(key);
        LearningRateSchedule schedule = Schedule(golden);
        double[] wanted = [.. golden.Node["values"]!.AsArray().Select(GoldenLosses.Value)];
        Assert.NotEmpty(wanted);
        for (int update = 0; update < wanted.Length; update++)
        {
            Assert.Equal(wanted[update], schedule.Share(update), golden.Absolute);
        }
    }

    [Fact]
    public void An_update_before_the_first_is_refused() =>
        Assert.Throws<CppoException>(() => LearningRateSchedule.Constant.Share(-1));

    // The data name the shape first in each case's name; the rest are options.
    private static LearningRateSchedule Schedule(GoldenCase golden)
    {
        int total = (int)golden.Option("total", 0), warmUp = (int)golden.Option("warmup", 0);
        return golden.Name.Split('_')[0] switch
        {
            "constant" => new ConstantSchedule { WarmUp = warmUp },
            "linear" => new LinearSchedule(total) { WarmUp = warmUp },
            "cosine" => new CosineSchedule(total)
            {
                WarmUp = warmUp,
                Lowest = golden.Option("min_ratio", 0),
                Initial = golden.Option("init_ratio", 0),
                OneIndexed = !golden.Flag("zero_indexed_step", true),
            },
            "wsd" => new WarmUpStableDecaySchedule(total)
            {
                WarmUp = warmUp, Lowest = golden.Option("min_ratio", 0), Stable = golden.Option("stable_ratio", 0.9),
            },
            string other => throw new InvalidDataException($"unknown schedule {other}"),
        };
    }
}
