using Cppo.Rollouts;
using Cppo.Worlds;

namespace Cppo.Kernel.Commands;

/// <summary>Samples as the command line names them.</summary>
internal static class SampleSource
{
    /// <summary>The procedural world.</summary>
    public const string World = "world";

    /// <summary>Samples for an evaluation.</summary>
    /// <param name="data">What <c>--data</c> says.</param>
    /// <param name="count">How many.</param>
    /// <param name="seed">Of the world.</param>
    public static IReadOnlyList<Sample> HeldOut(string data, int count, ulong seed) => data == World
        ? new ProceduralWorld(seed, WorldSplit.HeldOut).Samples(0, count)
        : throw new UsageException($"There is no data \"{data}\".", $"Use {World}.");
}
