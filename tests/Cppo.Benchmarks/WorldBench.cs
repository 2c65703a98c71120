using System.Diagnostics;
using Cppo.Data;
using Cppo.Rollouts;
using Cppo.Worlds;

namespace Cppo.Benchmarks;

/// <summary>How fast the procedural world draws, on one thread, and what its questions give away.</summary>
internal static class WorldBench
{
    private const int Count = 10_000;
    private const double Allowed = 20;

    public static void Run()
    {
        ProceduralWorld world = new(6);
        _ = world.Samples(0, 200); // compiled before it is timed
        // Time of the processor: what else runs on the machine does not count. Drawing takes one thread.
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<Sample> samples = world.Samples(1_000, Count);
        double wall = Stopwatch.GetElapsedTime(start).TotalSeconds, seconds = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
        Console.WriteLine($"world: {Count:N0} samples in {seconds:F2} s of one core ({wall:F2} s by the clock); allowed {Allowed:F0}: {(seconds < Allowed ? "met" : "NOT MET")}");
        TextOnlyPrior prior = TextOnlyPrior.Of(samples);
        Console.WriteLine($"best constant answer per question text: {prior.Share:P1} of all; "
            + string.Join(", ", prior.ByKind.Select(kind => $"{kind.Kind} {kind.Share:P1}")));
    }
}
