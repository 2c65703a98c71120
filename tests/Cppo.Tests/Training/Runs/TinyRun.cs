using Cppo.Evaluation;
using Cppo.Models;
using Cppo.Rollouts;
using Cppo.Training;
using Cppo.Training.Runs;
using Cppo.Worlds;

namespace Cppo.Tests.Training.Runs;

/// <summary>A run that is as small as a real one can be: the shipped model, two prompts a step, everything kept.</summary>
internal static class TinyRun
{
    public const int Steps = 16;

    public static readonly KeepOptions KeepsAll = new() { TokensEvery = 1, CheckpointsEvery = 2, LastCheckpoints = 2 };

    public static readonly Method Method = TrainingStepTests.Small with
    {
        Sampling = new() { GroupSize = 3, MaxNewTokens = 20 },
    };

    public static TrainerOptions Options(string folder, int steps = Steps) => new()
    {
        Steps = steps,
        Seed = 21,
        Folder = folder,
        EvaluateEvery = 4,
        MeasureTermsEvery = 5,
        Keep = KeepsAll,
        Source = new Dictionary<string, string> { ["model"] = "guesser", ["world"] = "9" },
    };

    public static IReadOnlyList<Sample> Prompts(int step) => new ProceduralWorld(9).Samples((ulong)step * 2, 2);

    public static AccuracyPoint Evaluate(Policy policy) =>
        Evaluator.Run(policy, new ProceduralWorld(0, WorldSplit.HeldOut).Samples(0, 4)).AtStep(0);

    /// <summary>Makes the run, or what is left of it.</summary>
    public static TrainingHistory Make(TrainerOptions options, Action<TrainingHistory>? onStep = null)
    {
        using Policy policy = Policy.Load(ShippedModels.Guesser);
        using Trainer trainer = new(policy, Method, Prompts, options, PerceptionLabels.Of);
        return trainer.Run(onStep, Evaluate);
    }
}
