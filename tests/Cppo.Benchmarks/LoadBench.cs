using System.Diagnostics;
using System.Text.Json.Nodes;
using Cppo.Models;

namespace Cppo.Benchmarks;

/// <summary>Memory and time of loading a generated checkpoint of 1.5 GB.</summary>
internal static class LoadBench
{
    private const double Allowed = 200;

    public static void Run()
    {
        using GeneratedModel model = new(Enlarge);
        double[] numbers = Memory.Measure("load-alone", model.Path);
        (double before, double peak, double seconds, double weights) = (numbers[0], numbers[1], numbers[2], model.Bytes / 1e6);
        Console.WriteLine($"load: {weights:F0} MB of weights in {seconds:F1} s; peak resident {peak:F0} MB = weights + {peak - weights:F0} MB, "
            + $"of which {before:F0} MB were there before; allowed {Allowed:F0}: {(peak - weights < Allowed ? "met" : "NOT MET")}");
    }

    /// <summary>In its own process.</summary>
    public static void Alone(string folder)
    {
        Memory.ResetPeak();
        double before = Memory.Resident;
        long start = Stopwatch.GetTimestamp();
        using QwenModel model = QwenModel.Load(folder, trainable: false);
        Memory.Report(before, Memory.Peak, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private static void Enlarge(JsonObject root)
    {
        (root["hidden_size"], root["num_hidden_layers"], root["num_attention_heads"], root["num_key_value_heads"]) = (1024, 28, 16, 4);
        (root["intermediate_size"], root["vocab_size"]) = (2816, 65536);
        root["rope_scaling"]!["mrope_section"] = new JsonArray(8, 12, 12);
        root["vision_config"]!["out_hidden_size"] = 1024;
    }
}
