using System.Text.Json;
using System.Text.Json.Nodes;
using Cppo.Runtime;
using Cppo.Training;
using TorchSharp;

namespace Cppo.Benchmarks;

/// <summary>Work orders through the product's training step, GRPO and CPPO, in alternation with the peer's graph, beside published peers.</summary>
internal static class WorkBench
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true, NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <param name="names">Work orders.</param>
    /// <param name="rounds">Steps measured by method; null for as many as the work's size allows.</param>
    /// <param name="json">Where the numbers go; null for nowhere.</param>
    /// <param name="old">JSON of an earlier run to compare with; null for none.</param>
    public static void Run(IReadOnlyList<string> names, int? rounds, string? json, string? old)
    {
        if (old is not null && !File.Exists(old)) throw new CppoException($"There is no file {old} to compare with.", "Name the JSON of an earlier run.");
        JsonObject results = [];
        foreach (string name in names)
        {
            WorkOrder work = WorkOrder.Read(name);
            WorkResult result = Measure(work, rounds ?? Rounds(name));
            WorkReport.Print(work, result);
            JsonObject entry = JsonSerializer.SerializeToNode(result, Indented)!.AsObject();
            entry["Targets"] = JsonSerializer.SerializeToNode(result.Targets(name), Indented);
            results[name] = entry;
            if (json is not null) File.WriteAllText(json, results.ToJsonString(Indented) + "\n"); // the next work may take long
        }

        if (old is not null) WorkReport.Compare(JsonNode.Parse(File.ReadAllText(old))!, results, "");
    }

    /// <summary>In its own process: prints the most memory that two steps need.</summary>
    public static void Alone(string name, string method, int threads)
    {
        torch.set_num_threads(threads);
        using WorkRun run = new(WorkOrder.Read(name), Methods[method]);
        run.Round(counts: false);
        run.Round(counts: false);
        Memory.Report(Memory.Peak);
    }

    private static IReadOnlyDictionary<string, Method> Methods { get; } = new Dictionary<string, Method> { ["grpo"] = Method.Grpo, ["cppo"] = Method.Cppo };

    private static int Rounds(string work) => work switch { "medium" => 2, "vocabulary" => 1, _ => 5 };

    private static WorkResult Measure(WorkOrder work, int rounds)
    {
        double[] peaks = [.. Methods.Keys.Select(method => !OperatingSystem.IsLinux() ? double.NaN
            : Memory.Measure("work-alone", work.Name, method, $"{torch.get_num_threads()}")[0])];
        bool hasPeer = File.Exists($"{work.Files}-forward.pt");
        PeerTimes? peer = hasPeer ? new(PeerCheck.Run(work), StageTime.Worst, StageTime.Worst, StageTime.Worst) : null;
        Calibration machine = Calibration.Measure();
        using WorkRun grpo = new(work, Method.Grpo), cppo = new(work, Method.Cppo);
        using PeerRun? graph = hasPeer ? new(work, grpo.Policy) : null;
        for (int round = -1; round < rounds; round++) // one to warm up
        {
            grpo.Round(round >= 0);
            cppo.Round(round >= 0);
            if (graph is null) continue;
            (StageTime rollout, StageTime update, StageTime contrastive) = (graph.Rollout(), graph.Update(contrastive: false), graph.Update(contrastive: true));
            if (round >= 0) peer = peer!.Least(rollout, update, contrastive);
        }

        return new(torch.get_num_threads(), rounds, machine.Best(Calibration.Measure()), grpo.Times(peaks[0]), cppo.Times(peaks[1]), peer);
    }
}
