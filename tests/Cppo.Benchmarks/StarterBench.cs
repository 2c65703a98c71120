using System.Diagnostics;
using Cppo.Evaluation;
using Cppo.Models;
using Cppo.Rewards;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Worlds;

namespace Cppo.Benchmarks;

/// <summary>
/// Greedy accuracy of the given starter, which was trained on another implementation of the world, on our pictures: by task beside what it
/// reaches on the recipe's, and by level. Equal within the error says that it is the same world.
/// </summary>
internal static class StarterBench
{
    private const double Allowed = 4;

    // Percent on 2,000 of the recipe's pictures, about 500 of each kind; the recipe has no figures by level.
    private static readonly (WorldTask Task, double Published)[] Recipe =
        [(WorldTask.Count, 58.9), (WorldTask.Dice, 97.1), (WorldTask.Bars, 64.7), (WorldTask.Number, 45.7)];

    public static void Run(int eachKind, string? folder)
    {
        folder ??= Given() ?? throw new CppoException(
            "The given starter lies in no folder above the benches.", "Set CPPO_GOLDEN to the reference data, or name a model's folder: bench starter N FOLDER.");
        using Policy policy = Policy.Load(folder, trainable: false);
        SamplingOptions greedy = new() { GroupSize = 1, Greedy = true };
        WeightedReward reward = WeightedReward.Paper();
        long start = Stopwatch.GetTimestamp();
        Console.WriteLine($"starter, greedy, {eachKind:N0} held-out pictures a kind; percent right with half of the 95 % interval:");
        foreach ((WorldTask task, double published) in Recipe)
        {
            ProceduralWorld world = new(2025, WorldSplit.HeldOut) { Tasks = [task] };
            (int Level, bool Right)[] answers =
            [
                .. Enumerable.Range(0, eachKind).Chunk(128)
                    .SelectMany(batch => Sampler.Generate(policy, world.Samples((ulong)batch[0], batch.Length), greedy))
                    .Select(group => (group.Sample.Level, reward.Score(group.Responses[0].Text, group.Sample.Answer).Grade.Correct)),
            ];
            double accuracy = 100.0 * answers.Count(answer => answer.Right) / answers.Length;
            Console.WriteLine($"{task,-8}{Share(answers)}   easy {Share(answers.Where(answer => answer.Level == 0))}   hard {Share(answers.Where(answer => answer.Level == 1))}"
                + $"   recipe {published:F1}, difference {accuracy - published:+0.0;-0.0}, allowed {Allowed:F0}: {(Math.Abs(accuracy - published) <= Allowed ? "met" : "NOT MET")}");
        }

        Console.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s");
    }

    // The model that came with the recipe, not the shipped one: the figures are its.
    private static string? Given()
    {
        if (Environment.GetEnvironmentVariable("CPPO_GOLDEN") is { Length: > 0 } named) return Path.Combine(named, "starter");
        for (DirectoryInfo? above = new(AppContext.BaseDirectory); above is not null; above = above.Parent)
        {
            string candidate = Path.Combine(above.FullName, "shared", "golden", "starter");
            if (Directory.Exists(candidate)) return candidate;
        }

        return null;
    }

    private static string Share(IEnumerable<(int Level, bool Right)> answers)
    {
        (int right, int all) = (answers.Count(answer => answer.Right), answers.Count());
        return all == 0 ? "-" : $"{100.0 * right / all:F1} ± {100 * ConfidenceInterval.Wilson(right, all).HalfWidth:F1}";
    }
}
