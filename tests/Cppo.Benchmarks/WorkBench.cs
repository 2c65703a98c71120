using System.Text.Json;
using System.Text.Json.Nodes;
using Cppo.Runtime;
using Cppo.Training;
using TorchSharp;

namespace Cppo.Benchmarks;

/// <summary>Work orders through the product's training step, GRPO and CPPO, beside published peers.</summary>
internal static class WorkBench
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true, NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <param name="names">Work orders.</param>
    /// <param name="rounds">Steps measured by method.</param>
    /// <param name="json">Where the numbers go; null for nowhere.</param>
    /// <param name="old">JSON of an earlier run to compare with; null for none.</param>
    public static void Run(IReadOnlyList<string> names, int rounds, string? json, string? old)
    {
        if (old is not null && !File.Exists(old)) throw new CppoException($"There is no file {old} to compare with.", "Name the JSON of an earlier run.");
        JsonObject results = [];
        foreach (string name in names)
        {
            WorkOrder work = WorkOrder.Read(name);
            Calibration machine = Calibration.Measure();
            WorkTimes grpo = WorkTimes.Measure(work, Method.Grpo, rounds), cppo = WorkTimes.Measure(work, Method.Cppo, rounds);
            Print(work, machine, grpo, cppo, rounds);
            results[name] = JsonSerializer.SerializeToNode(new { threads = torch.get_num_threads(), rounds, machine, grpo, cppo }, Indented);
        }

        if (json is not null) File.WriteAllText(json, results.ToJsonString(Indented) + "\n");
        if (old is not null) Compare(JsonNode.Parse(File.ReadAllText(old))!, results, "");
    }

    private static void Print(WorkOrder work, Calibration machine, WorkTimes grpo, WorkTimes cppo, int rounds)
    {
        Console.WriteLine($"{work.Name}: {work.Prompts} prompts of {grpo.PromptTokens} tokens x {work.Group} responses of {work.NewTokens}; {torch.get_num_threads()} threads, "
            + $"float32 product {machine.Float32:F0}, bfloat16 {machine.BFloat16:F0} GFLOP/s at 1024^3, a tiny operation {machine.TinyOperation:F1} us; best of {rounds}, seconds of processor time (by the clock):");
        foreach ((string method, WorkTimes times) in new[] { ("GRPO", grpo), ("CPPO", cppo) })
        {
            Console.WriteLine($"  {method}  rollout {Of(times.Rollout)}, {times.TokensPerSecond:F0} tokens/s; update {Of(times.Update)}; "
                + $"advantage > 0 {times.ViewedShare:P0}; peak {times.PeakMegabytes:F0} MB; {times.AllocatedPerToken:F0} managed bytes/token");
            Console.WriteLine($"        stages: {string.Join(", ", times.Stages.Select(stage => $"{stage.Key} {Of(stage.Value)}"))}");
            Console.WriteLine($"        the step's clock: {string.Join(", ", times.Phases.Select(phase => $"{phase.Key} {phase.Value:F3}"))}");
        }

        Console.WriteLine($"  CPPO / GRPO: update {cppo.Update.Cpu / grpo.Update.Cpu:F2}, whole step {(cppo.Rollout.Cpu + cppo.Update.Cpu) / (grpo.Rollout.Cpu + grpo.Update.Cpu):F2}");
        if (torch.get_num_threads() > 1) // the peers' processor seconds are one thread's
        {
            Console.WriteLine("  no comparison with the published peers: set OMP_NUM_THREADS=1 for it");
            return;
        }

        foreach (PublishedPeer peer in PublishedPeer.All.Where(peer => peer.Work == work.Name))
        {
            double scale = peer.Rate / machine.Float32; // the peer's seconds on a machine of this rate
            // Work that is bound by the cost of calls does not scale with the product's rate, so both are shown.
            string Faster(double theirs, double ours) => $"{theirs * scale / ours:F2} ({theirs / ours:F2})";
            Console.WriteLine($"  times as fast as {peer.What} (published at {peer.Rate:F0} GFLOP/s on one thread), scaled by {scale:F2} (unscaled): "
                + $"rollout {Faster(peer.Rollout, grpo.Rollout.Cpu)}, GRPO update {Faster(peer.Grpo, grpo.Update.Cpu)}, CPPO update {Faster(peer.Cppo, cppo.Update.Cpu)}");
        }
    }

    private static string Of(StageTime time) => $"{time.Cpu:F3} ({time.Wall:F3})";

    // Every number that both runs have.
    private static void Compare(JsonNode old, JsonNode now, string path)
    {
        foreach ((string key, JsonNode? value) in now.AsObject())
        {
            if (old[key] is not { } before || value is null) continue;
            if (value is JsonObject) Compare(before, value, $"{path}{key}.");
            else if (value.GetValueKind() == JsonValueKind.Number && before.GetValueKind() == JsonValueKind.Number)
                Console.WriteLine($"{path + key,-52}{(double)before,14:G5}{(double)value,14:G5}   old / new {(double)before / (double)value:F2}");
        }
    }
}
