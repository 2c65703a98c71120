using Cppo.Models;
using Cppo.Rollouts;
using Cppo.Training;
using Cppo.Worlds;

namespace Cppo.Benchmarks;

/// <summary>Peak memory of a training step of the starter with a small and with Qwen's vocabulary, beyond what the embedding needs.</summary>
internal static class VocabularyBench
{
    private const int Small = 8192, Large = 151_936, Prompts = 16;

    // Weight, reference, gradient and two moments are there for every weight, whatever the step does.
    private const int Copies = 5;
    private const double Allowed = 0.10;

    public static void Run()
    {
        (double small, double smallEmbedding) = Measure(Small);
        (double large, double largeEmbedding) = Measure(Large);
        double growth = ((large - largeEmbedding) / (small - smallEmbedding)) - 1;
        Console.WriteLine($"vocabulary: peak resident of a step {small:F0} MB at {Small}, {large:F0} MB at {Large}; less {Copies} copies of the embedding "
            + $"({smallEmbedding:F0} and {largeEmbedding:F0} MB) {small - smallEmbedding:F0} and {large - largeEmbedding:F0} MB: growth {growth:P1}; "
            + $"allowed {Allowed:P0}: {(growth < Allowed ? "met" : "NOT MET")}");
    }

    /// <summary>In its own process.</summary>
    public static void Alone(string folder)
    {
        using Policy policy = Policy.Load(folder);
        using TrainingStep step = new(policy, StepTimes.Cppo with { Sampling = new SamplingOptions { GroupSize = 8 } }, seed: 1);
        Memory.ResetPeak();
        for (int i = 0; i < 2; i++) step.Run(new ProceduralWorld(1).Samples((ulong)(i * Prompts), Prompts));
        Memory.Report(Memory.Peak);
    }

    private static (double Peak, double Embedding) Measure(int vocabulary)
    {
        using GeneratedModel model = new(root => root["vocab_size"] = vocabulary);
        int width = QwenConfiguration.Load(model.Path).Text.HiddenSize;
        return (Memory.Measure("vocabulary-alone", model.Path)[0], Copies * 4.0 * vocabulary * width / 1e6);
    }
}
