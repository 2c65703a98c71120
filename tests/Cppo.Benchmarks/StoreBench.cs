using System.Diagnostics;
using Cppo.Models;
using Cppo.Models.Safetensors;
using Cppo.Training;
using Cppo.Training.Runs;
using Cppo.Training.Runs.Events;
using Cppo.Training.Runs.Tables;
using Cppo.Worlds;
using static TorchSharp.torch;

namespace Cppo.Benchmarks;

/// <summary>What keeping a run costs beside its steps: median milliseconds of each file that a step of the starter leaves in its run directory.</summary>
internal static class StoreBench
{
    private const int Rounds = 30;

    public static void Run()
    {
        string folder = Directory.CreateTempSubdirectory("cppo-bench-run-").FullName;
        using Policy policy = Policy.Load(ShippedModels.Starter);
        ProceduralWorld world = new(1);
        using TrainingStep step = new(policy, StepTimes.Cppo, seed: 1, PerceptionLabels.Of);
        StepReport report = step.Run(world.Samples(0, 16));
        StepMetrics metrics = StepMetrics.Of(report);
        RunPaths paths = new(folder);
        Console.WriteLine($"run directory, {report.Responses.Count()} responses, {report.Responses.Sum(response => response.Response.Length)} tokens; median of {Rounds}, milliseconds:");
        Measure("metrics from the report", () => StepMetrics.Of(report));
        Measure("metrics.jsonl", () => paths.Metrics.Append(metrics));
        Measure("event file", () => EventFile.Append(paths.Events, RunEvents.Of(metrics)));
        Measure("rollouts", () => RolloutTable.Write(paths.Rollouts.Make(0), 0, report.Groups));
        Measure("tokens", () => TokenTable.Write(paths.Tokens.Make(0), 0, report.Groups));
        List<KeyValuePair<string, Tensor>> state =
            [.. Enumerable.Range(0, 3).SelectMany(part => policy.Parameters.Select(entry => KeyValuePair.Create($"{part}/{entry.Key}", (Tensor)entry.Value)))];
        Measure("state", () => SafetensorsWriter.Write(paths.State, state));
        Measure("checkpoint", () => paths.Checkpoints.Save(1, path => policy.Save(path)));
        Console.WriteLine($"{"sizes",-26}rollouts {new FileInfo(paths.Rollouts.PathOf(0)).Length:N0} bytes, tokens {new FileInfo(paths.Tokens.PathOf(0)).Length:N0} bytes");
        Directory.Delete(folder, recursive: true);

        // The whole of it, the state included, as a run does it.
        using Policy trained = Policy.Load(ShippedModels.Starter), kept = Policy.Load(ShippedModels.Starter);
        double Seconds(Policy start, string? place)
        {
            using Trainer trainer = new(start, StepTimes.Cppo, number => world.Samples((ulong)number * 16, 16), new() { Steps = 12, Folder = place }, PerceptionLabels.Of);
            List<double> times = [];
            long last = Stopwatch.GetTimestamp();
            trainer.Run(_ =>
            {
                times.Add(Stopwatch.GetElapsedTime(last).TotalSeconds);
                last = Stopwatch.GetTimestamp();
            });
            return times.Skip(3).Order().ElementAt(times.Skip(3).Count() / 2);
        }

        Console.WriteLine($"{"a step, in memory only",-26}{1000 * Seconds(trained, null),8:F1}");
        Console.WriteLine($"{"a step, in a directory",-26}{1000 * Seconds(kept, folder),8:F1}");
        Directory.Delete(folder, recursive: true);
    }

    private static void Measure(string name, Action action)
    {
        List<double> times = [];
        for (int round = 0; round < Rounds + 3; round++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        double[] measured = [.. times.Skip(3).Order()];
        Console.WriteLine($"{name,-26}{measured[Rounds / 2],8:F1}   (best {measured[0]:F1})");
    }
}
