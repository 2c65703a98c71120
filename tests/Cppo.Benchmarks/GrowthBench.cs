using System.Globalization;
using System.Text.Json;
using Cppo.Runtime;
using Cppo.Training;
using TorchSharp;

namespace Cppo.Benchmarks;

/// <summary>A size and what a CPPO step costs there.</summary>
/// <param name="Size">In the series' unit.</param>
/// <param name="Rollout">Processor seconds.</param>
/// <param name="Update">Processor seconds.</param>
/// <param name="Megabytes">Peak resident memory, less what the process held with the loaded model.</param>
internal sealed record GrowthPoint(double Size, double Rollout, double Update, double Megabytes);

/// <summary>One size varied, all others as they are, and how the costs grow.</summary>
internal sealed record GrowthSeries(string Name, string Unit, IReadOnlyList<GrowthPoint> Points, GrowthFit Rollout, GrowthFit Update, GrowthFit Memory);

/// <summary>Time and memory of a CPPO step against group size, response length, vocabulary, model size and picture size.</summary>
internal static class GrowthBench
{
    private const int Rounds = 2;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly (string Name, string Unit, int[] Values, Func<int, GrowthShape> Shape, Func<WorkRun, int, double> Size)[] Series =
    [
        ("group", "responses a prompt", [4, 8, 16, 32, 64], value => new(Group: value), (_, value) => value),
        ("response", "tokens a response", [16, 32, 64, 128, 256], value => new(NewTokens: value), (_, value) => value),
        ("vocabulary", "ids", [512, 2048, 8192, 32_768], value => new(Vocabulary: value), (_, value) => value),
        ("model", "parameters", [64, 128, 256, 512], value => new(Width: value), (run, _) => run.Policy.Parameters.Elements),
        ("picture", "patches of 14 x 14 pixels", [112, 168, 224, 336, 448], value => new(Side: value), (run, value) => Math.Pow(value / run.Policy.Model.Configuration.Vision.PatchSize, 2)),
    ];

    /// <param name="threads">Of libtorch.</param>
    /// <param name="json">Where the numbers go; null for nowhere.</param>
    public static void Run(int threads, string? json)
    {
        if (!OperatingSystem.IsLinux()) throw new CppoException("The growth bench reads a process's memory from Linux.", "Run it there.");
        Calibration machine = Calibration.Measure();
        Console.WriteLine($"a CPPO step of 4 prompts, {threads} threads, float32 product {machine.Float32:F0} GFLOP/s; best of {Rounds}, processor seconds; "
            + "MB beyond the loaded model; exponents: of the whole series, and between its two largest sizes");
        List<GrowthSeries> all = [];
        foreach (var (name, unit, values, _, _) in Series)
        {
            GrowthPoint[] points = [.. values.Select(value => Memory.Measure("growth-alone", name, $"{value}", $"{threads}"))
                .Select(numbers => new GrowthPoint(numbers[0], numbers[1], numbers[2], numbers[3]))];
            GrowthFit Fit(Func<GrowthPoint, double> cost) => GrowthFit.Of([.. points.Select(point => (point.Size, cost(point)))]);
            GrowthSeries series = new(name, unit, points, Fit(point => point.Rollout), Fit(point => point.Update), Fit(point => point.Megabytes));
            all.Add(series);
            Print(series);
        }

        if (json is not null) File.WriteAllText(json, JsonSerializer.Serialize(new { Threads = threads, Rounds, Machine = machine, Base = new GrowthShape(), Series = all }, Indented) + "\n");
    }

    /// <summary>In its own process: one size of one series.</summary>
    public static void Alone(string name, int value, int threads)
    {
        torch.set_num_threads(threads);
        var series = Series.First(candidate => candidate.Name == name);
        using WorkRun run = new(series.Shape(value).ToWork(), Method.Cppo);
        Memory.ResetPeak();
        double before = Memory.Resident;
        run.Round(counts: false);
        for (int round = 0; round < Rounds; round++) run.Round(counts: true);
        WorkTimes times = run.Times(Memory.Peak - before);
        Memory.Report(series.Size(run, value), times.Rollout.Cpu, times.Update.Cpu, times.PeakMegabytes);
    }

    private static void Print(GrowthSeries series)
    {
        Console.WriteLine($"{series.Name} ({series.Unit})");
        foreach (GrowthPoint point in series.Points)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {point.Size,12:N0}   rollout {point.Rollout,7:F3}   update {point.Update,7:F3}   {point.Megabytes,7:F0} MB"));
        Console.WriteLine($"  rollout {Of(series.Rollout)}; update {Of(series.Update)}; memory {Of(series.Memory)}");
        static string Of(GrowthFit fit) => $"{fit.Exponent:F2}, {fit.Last:F2}{(fit.IsWorseThanLinear ? " WORSE THAN LINEAR" : "")}";
    }
}
