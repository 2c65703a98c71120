using System.Text.Json.Nodes;
using Cppo.Evaluation;
using Cppo.Evaluation.Benchmarking;
using Cppo.Interactive.Rendering;
using Cppo.Kernel.Commands.Terminal;
using Cppo.Rollouts;

namespace Cppo.Kernel.Commands.Evaluating;

/// <summary>Evaluates a model on one benchmark, or on all whose files are there.</summary>
/// <param name="request">What was asked for.</param>
internal sealed class BenchmarkEvaluation(EvaluationRequest request)
{
    /// <summary>One benchmark: its report as any other.</summary>
    /// <param name="name">Which.</param>
    public Task<int> OneAsync(string name)
    {
        Benchmark benchmark = UsageException.Guard(() => Benchmarks.Named(name));
        string path = request.Data ?? throw new UsageException($"--benchmark {name} has no files.", $"Add --data with {benchmark.Expected}, or the folder that holds it.");
        return RunAsync(async (responder, options, progress, cancellation) =>
        {
            using (BenchmarkSamples samples = UsageException.Guard(() => benchmark.Open(path, request.Samples, request.Sampling.Seed, request.Instruction))) Tell(samples);
            BenchmarkResult result = await Benchmarks.RunAsync(benchmark, path, responder, options, progress, cancellation).ConfigureAwait(false);
            if (request.Output is { } output) EvaluationFile.Write(output, result.Report!);
            if (result.Remark.Length + benchmark.Note.Length > 0) Console.Error.WriteLine(TextEncoder.Terminal(string.Join(". ", new[] { result.Remark, benchmark.Note }.Where(text => text.Length > 0))));
            SampleEvaluation.Print(request, [result.Report! with { Name = $"{result.Report.Name} on {benchmark.Title}" }]);
        });
    }

    /// <summary>The whole table.</summary>
    /// <param name="folder">Holds the benchmarks' files.</param>
    public Task<int> AllAsync(string folder) => RunAsync(async (responder, options, progress, cancellation) =>
    {
        BenchmarkTable table = await Benchmarks.RunAsync(folder, responder, options, progress, cancellation).ConfigureAwait(false);
        if (request.Output is { } output) WriteTable(output, table);
        request.Print(table, () => Figures(table, withSamples: false));
    });

    private async Task<int> RunAsync(Func<IResponder, BenchmarkOptions, IProgress<BenchmarkProgress>, CancellationToken, Task> run)
    {
        if (request.Against.Count > 0) throw new UsageException("--against compares reports on one set of samples.", "Evaluate each model with --out or --store, and compare two reports of one benchmark with --report and --against.");
        if (request.Output is not null) OutputFile.Prepare(request.Output);
        using ModelResponder responder = ModelResponder.Open(request.Model, request.Perturbation, request.Server);
        using Interruption interruption = new();
        using ShownProgress progress = new(responder.Name);
        BenchmarkOptions options = new()
        {
            Sampling = request.Main,
            AlsoGreedy = request.AlsoGreedy,
            Grader = request.Grader,
            Samples = request.Samples,
            Instruction = request.Instruction,
            Perturbation = request.Perturbation,
            Store = request.Store,
            Identity = responder.Identity,
            Batch = request.Batch,
        };
        try
        {
            await run(responder, options, progress, interruption.Token).ConfigureAwait(false);
            return request.Ended(responder.NotAnswered);
        }
        catch (OperationCanceledException)
        {
            return request.Stopped();
        }
    }

    private static void Tell(BenchmarkSamples samples)
    {
        const int Named = 10;
        foreach (Data.BrokenRow row in samples.Report.Broken.Take(Named)) Console.Error.WriteLine($"left out: {TextEncoder.Terminal(row.Problem)}");
    }

    private static void WriteTable(string path, BenchmarkTable table) => File.WriteAllText(path, Figures(table, withSamples: true).ToJsonString(new() { WriteIndented = true }));

    private static JsonObject Figures(BenchmarkTable table, bool withSamples) => new()
    {
        ["model"] = table.Model,
        ["average"] = double.IsFinite(table.Mean) ? table.Mean : null,
        ["low"] = table.MeanInterval?.Low,
        ["high"] = table.MeanInterval?.High,
        ["benchmarks"] = new JsonArray([.. table.Results.Select(result => (JsonNode)new JsonObject
        {
            ["name"] = result.Benchmark.Name,
            ["path"] = result.Path,
            ["problem"] = result.Problem,
            ["remark"] = result.Remark,
            ["note"] = result.Benchmark.Note,
            ["figure"] = result.Figure?.Name,
            ["value"] = result.Figure?.Value,
            ["report"] = result.Report is { } report ? EvaluationFile.ToJson(report, withSamples) : null,
        })]),
    };

    // A line of progress for the benchmark that runs.
    private sealed class ShownProgress(string model) : IProgress<BenchmarkProgress>, IDisposable
    {
        private Benchmark? running;
        private CountProgress? shown;

        public void Report(BenchmarkProgress value)
        {
            if (value.Benchmark != running)
            {
                shown?.Dispose();
                (running, shown) = (value.Benchmark, EvaluationRequest.Progress($"{model} on {value.Benchmark.Title}: answered", value.Samples));
            }

            shown!.Report(value.Answered);
        }

        public void Dispose() => shown?.Dispose();
    }
}
