using System.Diagnostics;

namespace Cppo.Benchmarks;

/// <summary>Seconds of one stage.</summary>
/// <param name="Cpu">Processor time of the whole process: other programs do not count, waiting threads do.</param>
/// <param name="Wall">By the clock.</param>
internal readonly record struct StageTime(double Cpu, double Wall)
{
    /// <summary>More than anything takes.</summary>
    public static StageTime Worst => new(double.PositiveInfinity, double.PositiveInfinity);

    public static StageTime operator +(StageTime a, StageTime b) => new(a.Cpu + b.Cpu, a.Wall + b.Wall);

    public static StageTime operator *(double factor, StageTime time) => new(factor * time.Cpu, factor * time.Wall);

    /// <summary>What is compared: processor time on one thread, else the clock, as the published figures are.</summary>
    public double Seconds(int threads) => threads == 1 ? Cpu : Wall;

    /// <summary>The smaller of each.</summary>
    public StageTime Least(StageTime other) => new(Math.Min(Cpu, other.Cpu), Math.Min(Wall, other.Wall));

    /// <summary>What is left of this when a part is taken away; never below 0.</summary>
    public StageTime Without(StageTime part) => new(Math.Max(0, Cpu - part.Cpu), Math.Max(0, Wall - part.Wall));

    /// <summary>Runs and measures.</summary>
    public static StageTime Of(Action call) => Of(() =>
    {
        call();
        return true;
    }).Time;

    /// <summary>Runs and measures.</summary>
    public static (T Result, StageTime Time) Of<T>(Func<T> call)
    {
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        T result = call();
        return (result, new((Environment.CpuUsage.TotalTime - cpu).TotalSeconds, Stopwatch.GetElapsedTime(start).TotalSeconds));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Cpu:F3} ({Wall:F3})";
}
