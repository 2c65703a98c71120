using Cppo.Models;
using Cppo.Objective;
using Cppo.Training;
using Cppo.Worlds;

namespace Cppo.Benchmarks;

/// <summary>Peak memory of a training step of the starter with a small and with Qwen's vocabulary, beyond what the embedding needs.</summary>
internal static class VocabularyBench
{
    private const int Small = 8192, Large = 151_936, Prompts = 16, Steps = 2, Rounds = 3;

    // Weight, reference, gradient and two moments are there for every weight, whatever the step does.
    private const int Copies = 5;
    private const double Allowed = 0.10;

    public static void Run()
    {
        (double[] small, double smallEmbedding) = Measure(Small);
        (double[] large, double largeEmbedding) = Measure(Large);
        double growth = ((large.Max() - largeEmbedding) / (small.Max() - smallEmbedding)) - 1;
        Console.WriteLine($"vocabulary: median peak resident of a step in {Rounds} processes at {Small} and {Large} ids, MB: rollout {small[0]:F0} and {large[0]:F0}, "
            + $"forward passes {small[1]:F0} and {large[1]:F0}, backward {small[2]:F0} and {large[2]:F0}");
        Console.WriteLine($"vocabulary: less what the embedding needs ({Copies} x 4 V D bytes: weight, reference, gradient, two moments; "
            + $"{smallEmbedding:F0} and {largeEmbedding:F0} MB) {small.Max() - smallEmbedding:F0} and {large.Max() - largeEmbedding:F0} MB: growth {growth:P1}; "
            + $"allowed {Allowed:P0}: {(growth < Allowed ? "met" : "NOT MET")}");
    }

    /// <summary>In its own process.</summary>
    public static void Alone(string folder)
    {
        using Policy policy = Policy.Load(folder);
        using TrainingStep step = new(policy, StepTimes.Cppo, seed: 1);
        double[] peaks = new double[3];
        for (int i = 0; i < Steps; i++)
        {
            IReadOnlyList<GroupRecord> groups = Stage(0, () => step.DrawViews(step.CompareInGroup(step.Score(
                step.Rollout(new ProceduralWorld(1).Samples((ulong)(i * Prompts), Prompts))))));
            using ForwardPasses passes = Stage(1, () => step.Forward(groups));
            using PerceptionSelection selection = step.SelectPerceptionTokens(passes);
            using ObjectiveValue objective = step.Evaluate(passes, selection);
            Stage(2, () => step.Update(objective));
        }

        Memory.Report(peaks);

        T Stage<T>(int index, Func<T> work)
        {
            Memory.ResetPeak();
            T result = work();
            peaks[index] = Math.Max(peaks[index], Memory.Peak);
            return result;
        }
    }

    private static (double[] Peaks, double Embedding) Measure(int vocabulary)
    {
        using GeneratedModel model = new(root => root["vocab_size"] = vocabulary);
        int width = QwenConfiguration.Load(model.Path).Text.HiddenSize;
        // What the allocator keeps differs from process to process by some 5 %: the round with the median peak.
        double[][] rounds = [.. Enumerable.Range(0, Rounds).Select(_ => Memory.Measure("vocabulary-alone", model.Path)).OrderBy(peaks => peaks.Max())];
        return (rounds[Rounds / 2], Copies * 4.0 * vocabulary * width / 1e6);
    }
}
