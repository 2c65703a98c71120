using System.Diagnostics;
using System.Text.Json.Nodes;
using Cppo.Models;
using Cppo.Worlds;

namespace Cppo.Benchmarks;

/// <summary>What activation recomputation saves and costs: scoring with gradients and the backward pass, 8 layers of width 384.</summary>
internal static class RecomputationBench
{
    private const int Prompts = 8, Group = 8, Length = 24, Rounds = 5;

    public static void Run()
    {
        using GeneratedModel model = new(Enlarge);
        double[] kept = Memory.Measure("recomputation-alone", model.Path, "kept"), again = Memory.Measure("recomputation-alone", model.Path, "recomputed");
        Console.WriteLine($"recomputation: {Prompts} prompts x {Group} responses of {Length} tokens, forward and backward: "
            + $"activations {kept[0]:F0} MB kept, {again[0]:F0} MB recomputed ({again[0] / kept[0]:P0}); "
            + $"peak above the weights {kept[1]:F0} and {again[1]:F0} MB; "
            + $"{kept[2]:F2} s and {again[2]:F2} s: {again[2] / kept[2]:F2} times the time");
    }

    /// <summary>In its own process: resident megabytes that the forward pass leaves, the peak of both passes, the least seconds of a round.</summary>
    public static void Alone(string folder, bool recompute)
    {
        using Policy policy = Policy.Load(folder);
        policy.Model.RecomputeActivations = recompute;
        EncodedPrompt[] prompts = [.. new ProceduralWorld(1).Samples(0, Prompts).Select(sample => policy.EncodePrompt(sample.Pictures, sample.Question))];
        int[] promptOf = [.. Enumerable.Range(0, Prompts * Group).Select(row => row / Group)];
        int[][] responses = [.. promptOf.Select((_, row) => Enumerable.Range(0, Length).Select(t => ((row * 31) + (t * 7)) % 300).ToArray())];
        foreach (var (_, parameter) in policy.Model.Trainable) parameter.grad = TorchSharp.torch.zeros_like(parameter);
        Memory.ResetPeak();
        double before = Memory.Resident, left = 0, seconds = double.PositiveInfinity;
        for (int round = 0; round < Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            using var scope = TorchSharp.torch.NewDisposeScope();
            using ResponseScores scores = policy.Score(prompts, promptOf, responses, 1);
            left = Math.Max(left, round == 0 ? Memory.Resident - before : 0); // later rounds reuse what the first one took
            policy.Model.Backward(scores.LogProbabilities.sum());
            seconds = Math.Min(seconds, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        Memory.Report(left, Memory.Peak - before, seconds);
    }

    private static void Enlarge(JsonObject root)
    {
        (root["hidden_size"], root["num_hidden_layers"], root["intermediate_size"]) = (384, 8, 1024);
        root["rope_scaling"]!["mrope_section"] = new JsonArray(16, 16, 16);
        root["vision_config"]!["out_hidden_size"] = 384;
    }
}
