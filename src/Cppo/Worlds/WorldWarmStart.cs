using Cppo.Rollouts;
using Cppo.Training;

namespace Cppo.Worlds;

/// <summary>A stage of the warm start that makes the models of the procedural world: what is learned, and from which samples.</summary>
/// <param name="Name">Its run directory's name.</param>
/// <param name="Model">The name of the model that it ends with.</param>
/// <param name="Stage">How it is learned.</param>
/// <param name="First">Index of the first sample.</param>
/// <param name="Count">Samples.</param>
public sealed record WorldWarmStart(string Name, string Model, WarmStartStage Stage, ulong First, int Count)
{
    // Far from the indices that reinforcement learning draws from: the two never see the same picture.
    private const ulong FirstSample = 1UL << 40;
    private const int ReadingSamples = 20_000, GuessingSamples = 6_000;

    /// <summary>Reading from random weights, unreadable pictures from there (the starter), guessing from the starter (the guesser).</summary>
    public static IReadOnlyList<WorldWarmStart> Stages { get; } =
    [
        new("1-reading", "reading", WarmStartStage.Reading, FirstSample, ReadingSamples),
        new("2-unreadable", "starter", WarmStartStage.Unreadable, FirstSample, ReadingSamples),
        new("3-guessing", "guesser", WarmStartStage.Guessing, FirstSample + ReadingSamples, GuessingSamples),
    ];

    /// <summary>What the stage learns from.</summary>
    /// <param name="seed">The world's.</param>
    /// <param name="most">Most samples, to try things out.</param>
    public IReadOnlyList<Sample> Samples(ulong seed, int most = int.MaxValue) => new ProceduralWorld(seed).Samples(First, Math.Clamp(most, 0, Count));
}
