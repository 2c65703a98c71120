using System.Text.Json;

namespace Cppo.Benchmarks;

/// <summary>Times of a whole training step, GRPO against CPPO.</summary>
internal static class StepBench
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <param name="rounds">Steps measured.</param>
    /// <param name="json">Where the numbers go as JSON; null for nowhere.</param>
    public static void Run(int rounds, string? json)
    {
        Calibration machine = Calibration.Measure();
        Console.WriteLine($"machine: {Environment.ProcessorCount} cores, {TorchSharp.torch.get_num_threads()} threads; "
            + $"float32 product {machine.Float32:F0}, bfloat16 {machine.BFloat16:F0} GFLOP/s at 1024 x 1024; a tiny operation {machine.TinyOperation:F1} us");

        StepTimes grpo = StepTimes.Measure(StepTimes.Grpo, rounds), cppo = StepTimes.Measure(StepTimes.Cppo, rounds);
        Console.WriteLine($"starter, 16 prompts x 8 responses, median of {rounds} steps after a warm-up, seconds:");
        Console.WriteLine($"{"",-8}{string.Concat(cppo.Phases.Keys.Select(phase => $"{phase,11}"))}{"step",11}{"tokens/s",11}{"peak MB",11}{"bytes/token",13}");
        foreach (var (name, times) in new[] { ("GRPO", grpo), ("CPPO", cppo) })
        {
            string phases = string.Concat(cppo.Phases.Keys.Select(phase => $"{times.Phases.GetValueOrDefault(phase),11:F3}"));
            Console.WriteLine($"{name,-8}{phases}{times.Step,11:F3}{times.TokensPerSecond,11:F0}{times.PeakMegabytes,11:F0}{times.AllocatedPerToken,13:F0}");
        }

        Console.WriteLine($"CPPO / GRPO, whole step: {cppo.Step / grpo.Step:F2}; responses with views: {cppo.ViewedShare:P0}; "
            + "tokens/s: response tokens by rollout time; bytes/token: managed memory allocated by response token");
        string numbers = JsonSerializer.Serialize(new { machine, rounds, grpo, cppo, ratio = cppo.Step / grpo.Step }, Indented);
        if (json is not null) File.WriteAllText(json, numbers + "\n");
    }
}
