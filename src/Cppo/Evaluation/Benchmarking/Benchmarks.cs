using Cppo.Evaluation.Stores;
using Cppo.Rewards;
using Cppo.Rollouts;
using Cppo.Runtime;

namespace Cppo.Evaluation.Benchmarking;

/// <summary>
/// The paper's table in one call: <c>await Benchmarks.RunAsync("benchmarks", new PolicyResponder(policy, "mine"))</c>. Nothing is downloaded.
/// </summary>
public static class Benchmarks
{
    /// <summary>The seven, in the paper's order.</summary>
    public static IReadOnlyList<Benchmark> All { get; } =
    [
        BenchmarkDefinitions.LogicVista, BenchmarkDefinitions.MathVista, BenchmarkDefinitions.DynaMath, BenchmarkDefinitions.WeMath,
        BenchmarkDefinitions.MathVision, BenchmarkDefinitions.MathVerse, BenchmarkDefinitions.MmmuProVision,
    ];

    /// <summary>A benchmark by its name.</summary>
    /// <exception cref="CppoException">There is none of that name.</exception>
    public static Benchmark Named(string name) => All.FirstOrDefault(benchmark => benchmark.Name == name)
        ?? throw new CppoException($"There is no benchmark \"{name}\".", $"Use one of: {string.Join(", ", All.Select(benchmark => benchmark.Name))}.");

    /// <summary>Runs every benchmark whose files are there, and names the others with the files that they expect.</summary>
    /// <param name="folder">Holds the files, or a folder of the benchmark's name for each.</param>
    /// <param name="responder">Whom to ask.</param>
    /// <param name="options">How; greedy where null.</param>
    /// <param name="progress">Receives how far it is.</param>
    /// <param name="cancellation">Handed to the responder; what is stored stays.</param>
    /// <exception cref="CppoException">The folder is not there, an option is outside its range, or the responder fails.</exception>
    public static async Task<BenchmarkTable> RunAsync(
        string folder,
        IResponder responder,
        BenchmarkOptions? options = null,
        IProgress<BenchmarkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        if (!Directory.Exists(folder)) throw new CppoException($"There is no folder {folder}.", "Name the folder that holds the benchmarks' files.");
        options ??= new();
        List<BenchmarkResult> results = [];
        foreach (Benchmark benchmark in All)
        {
            results.Add(benchmark.Find(folder) is { } place
                ? await RunAsync(benchmark, place, responder, options, progress, cancellation).ConfigureAwait(false)
                : new(benchmark, null) { Problem = $"Not there: {benchmark.Expected} in {folder}." });
        }

        return new(responder.Name, results);
    }

    /// <summary>Runs one benchmark.</summary>
    /// <param name="benchmark">Which.</param>
    /// <param name="path">Its file, or a folder that holds it.</param>
    /// <param name="responder">Whom to ask.</param>
    /// <param name="options">How; greedy where null. Answers are kept in the folder <see cref="BenchmarkOptions.Store"/> itself.</param>
    /// <param name="progress">Receives how far it is.</param>
    /// <param name="cancellation">Handed to the responder; what is stored stays.</param>
    /// <exception cref="CppoException">There is no file, it cannot be used, an option is outside its range, or the responder fails.</exception>
    public static async Task<BenchmarkResult> RunAsync(
        Benchmark benchmark,
        string path,
        IResponder responder,
        BenchmarkOptions? options = null,
        IProgress<BenchmarkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        options ??= new();
        using BenchmarkSamples samples = benchmark.Open(path, options.Samples, options.Sampling.Seed, options.Instruction);
        return await AskAsync(samples, responder, options, options.Store, progress, cancellation).ConfigureAwait(false);
    }

    // A file that cannot be used costs its row, not the table.
    private static async Task<BenchmarkResult> RunAsync(
        Benchmark benchmark, BenchmarkPlace place, IResponder responder, BenchmarkOptions options, IProgress<BenchmarkProgress>? progress, CancellationToken cancellation)
    {
        BenchmarkSamples? samples = null;
        try
        {
            samples = BenchmarkSamples.Open(benchmark, place, options.Samples, options.Sampling.Seed, options.Instruction);
        }
        catch (CppoException error)
        {
            return new(benchmark, null) { Path = place.Path, Problem = error.Message };
        }

        using (samples)
        {
            string? store = options.Store is { } root ? Path.Combine(root, benchmark.Name) : null;
            return await AskAsync(samples, responder, options, store, progress, cancellation).ConfigureAwait(false);
        }
    }

    private static async Task<BenchmarkResult> AskAsync(
        BenchmarkSamples samples, IResponder responder, BenchmarkOptions options, string? store, IProgress<BenchmarkProgress>? progress, CancellationToken cancellation)
    {
        Benchmark benchmark = samples.Benchmark;
        bool alsoGreedy = options.AlsoGreedy && !options.Sampling.Greedy;
        IAnswerGrader grader = benchmark.Grader(options.Grader);
        Counted? counted = progress is null ? null : new(progress, benchmark, samples.Count * (alsoGreedy ? 2 : 1));
        EvaluationReport report;
        if (store is not null)
        {
            EvaluationOrder order = new()
            {
                Sampling = options.Sampling,
                AlsoGreedy = alsoGreedy,
                Perturbation = options.Perturbation,
                Grader = grader,
                Identity = options.Identity,
                Batch = options.Batch,
            };
            report = (await EvaluationStore.RunAsync(store, responder, samples, order, counted, cancellation).ConfigureAwait(false)).Report(grader);
        }
        else
        {
            report = await AskAsync(options.Sampling).ConfigureAwait(false);
            if (alsoGreedy)
            {
                counted?.Start(samples.Count);
                report = report with { Greedy = await AskAsync(options.Sampling with { Greedy = true, GroupSize = 1 }).ConfigureAwait(false) };
            }
        }

        return new(benchmark, report) { Path = samples.Place.Path, Data = samples.Report, Remark = Remark(samples), Score = ChainScore.Of(report, samples.Problems) };

        Task<EvaluationReport> AskAsync(SamplingOptions sampling) => Evaluator.RunAsync(
            responder, samples, sampling, new WeightedReward(grader, RewardTerm.Accuracy(1)), options.Batch, options.Perturbation, counted, cancellation);
    }

    private static string Remark(BenchmarkSamples samples)
    {
        List<string> remarks = [];
        int there = (int)samples.Report.Read;
        if (samples.Place.File is { } file && file.Samples != there) remarks.Add(FormattableString.Invariant($"the file has {there} rows, the published one {file.Samples}"));
        if (samples.Report.Broken.Count > 0) remarks.Add(FormattableString.Invariant($"{samples.Report.Broken.Count} rows cannot be used"));
        if (samples.Count < samples.Report.Kept) remarks.Add(FormattableString.Invariant($"{samples.Count} of them asked"));
        return string.Join("; ", remarks);
    }

    private sealed class Counted(IProgress<BenchmarkProgress> progress, Benchmark benchmark, int total) : IProgress<int>
    {
        private int before;

        public void Start(int answered) => before = answered;

        public void Report(int value) => progress.Report(new(benchmark, before + value, total));
    }
}
