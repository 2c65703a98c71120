using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cppo.Benchmarks;

/// <summary>A work order's numbers as text.</summary>
internal static class WorkReport
{
    public static void Print(WorkOrder work, WorkResult result)
    {
        (Calibration machine, int threads) = (result.Machine, result.Threads);
        Console.WriteLine($"{work.Name}: {work.Prompts} prompts of {result.Grpo.PromptTokens} tokens x {work.Group} responses of {work.NewTokens}; {threads} threads, "
            + $"float32 product {machine.Float32:F0}, bfloat16 {machine.BFloat16:F0} GFLOP/s at 1024^3, a tiny operation {machine.TinyOperation:F1} us; "
            + $"best of {result.Rounds}, seconds of processor time (by the clock):");
        foreach ((string method, WorkTimes times) in new[] { ("GRPO", result.Grpo), ("CPPO", result.Cppo) }) Print(method, times, machine, threads);
        Console.WriteLine($"  CPPO / GRPO: update {result.UpdateRatio:F2}, whole step {result.StepRatio:F2} (here half of the responses are gated; the procedural world: bench step)");
        if (result.Peer is { } peer)
        {
            Console.WriteLine($"  transformers' graph with our weights: rollout {peer.Rollout}, GRPO update {peer.Grpo}, CPPO update {peer.Cppo}; "
                + $"logits differ by {peer.Logits.Forward:G2}, while decoding by {peer.Logits.Decode:G2}; the largest is {peer.Logits.Largest:G3}");
        }
        else
        {
            Console.WriteLine("  no exported graph of this size: only published peers");
        }

        foreach (WorkTarget target in result.Targets(work.Name)) Console.WriteLine($"  {target}");
    }

    /// <summary>Every number that both runs have.</summary>
    public static void Compare(JsonNode old, JsonNode now, string path)
    {
        foreach ((string key, JsonNode? value) in now.AsObject())
        {
            if (old[key] is not { } before || value is null) continue;
            if (value is JsonObject && before is JsonObject) Compare(before, value, $"{path}{key}.");
            else if (value.GetValueKind() == JsonValueKind.Number && before.GetValueKind() == JsonValueKind.Number)
                Console.WriteLine($"{path + key,-52}{(double)before,14:G5}{(double)value,14:G5}   old / new {(double)before / (double)value:F2}");
        }
    }

    private static void Print(string method, WorkTimes times, Calibration machine, int threads)
    {
        Console.WriteLine($"  {method}  rollout {times.Rollout}, {times.TokensPerSecond(threads):F0} tokens/s, {times.RolloutShare(machine, threads):P0} of the product's rate "
            + $"({times.UsefulRollout / 1e9:F1} GFLOP useful); update {times.Update}, {times.UpdateShare(machine, threads):P0} ({times.UsefulUpdate / 1e9:F1} GFLOP)");
        Console.WriteLine($"        stages: {string.Join(", ", times.Stages.Select(stage => $"{stage.Key} {stage.Value}"))}");
        Console.WriteLine($"        the step's clock: {string.Join(", ", times.Phases.Select(phase => $"{phase.Key} {phase.Value:F3}"))}; view passes alone {times.ViewPasses:F3}");
        Console.WriteLine($"        advantage > 0 {times.ViewedShare:P0}; peak {times.PeakMegabytes:F0} MB; by token {times.AllocatedPerToken:F0} managed bytes and "
            + $"{times.TensorsPerToken:F2} tensors from libtorch ({times.TensorsPerDecodingStep:F0} a decoding step); native tensors left {times.LiveTensorsLeft}");
    }
}
