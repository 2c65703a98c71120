using Cppo.Evaluation.Comparisons;
using Cppo.Perturbations;
using Cppo.Perturbations.Operations;
using Cppo.Rollouts;
using Cppo.Worlds;

namespace Cppo.Evaluation.Reproduction;

/// <summary>What every trained policy is asked: the recipe's sets (section 8) from one held-out world, apart from each other.</summary>
internal static class HeldOutTests
{
    // Pictures of the curves and of robustness come first, those of the final accuracy behind them.
    private const ulong WorldSeed = 0, Final = 1000;
    private const int Longest = 26;

    private static readonly SamplingOptions Greedy = new() { Greedy = true, GroupSize = 1, MaxNewTokens = Longest };

    /// <summary>The tests whose mean is "robust": held-out perturbations that keep the answer readable.</summary>
    public static IReadOnlyList<string> Robust { get; } = ["jit_paper", "rot10", "persp.2", "noise30", "shift2"];

    /// <summary>The name of that mean.</summary>
    public const string RobustMean = "robust (mean of 5)";

    /// <summary>Pictures that are asked during a run.</summary>
    public static IReadOnlyList<Sample> Monitor(ReproductionScale scale) => World().Samples(0, scale.MonitorSamples);

    /// <summary>Final accuracy: greedy, and several drawn answers.</summary>
    public static IReadOnlyList<HeldOutTest> Plain(ReproductionScale scale)
    {
        IReadOnlyList<Sample> samples = World().Samples(Final, Math.Max(scale.GreedySamples, scale.SampledSamples));
        return
        [
            new("greedy", [.. samples.Take(scale.GreedySamples)]) { Sampling = Greedy },
            new($"avg@{scale.Answers}", [.. samples.Take(scale.SampledSamples)]) { Sampling = new() { GroupSize = scale.Answers, MaxNewTokens = Longest } },
        ];
    }

    /// <summary>All tests.</summary>
    public static IReadOnlyList<HeldOutTest> All(ReproductionScale scale)
    {
        IReadOnlyList<Sample> samples = World().Samples(0, scale.RobustSamples);
        HeldOutTest Under(string name, Perturbation member) => new(name, samples) { Sampling = Greedy, Perturbation = new(name, [member]) };
        return
        [
            .. Plain(scale),
            Under("jit_paper", new ColourJitter()),
            Under("rot10", new Rotation { Interpolation = Interpolation.Bilinear, Border = Border.Edge }),
            Under("persp.2", new RandomPerspective { Probability = 1, Border = Border.Edge, WholePixels = false }),
            Under("noise30", new GaussianNoise()),
            Under("shift2", new Shift()),
            Under("patches10", new RandomOcclusion { Patches = 10 }),
            Under("blank", new Grey()),
        ];
    }

    private static ProceduralWorld World() => new(WorldSeed, WorldSplit.HeldOut);
}
