using Cppo.Evaluation.Comparisons;

namespace Cppo.Evaluation.Reproduction;

/// <summary>The raw tables of a reproduction, a Parquet file each: what figures are drawn from, and what anyone can check them with.</summary>
public sealed partial record ReproductionTables
{
    /// <summary>Every accuracy of every run, by kind of task.</summary>
    public IReadOnlyList<AccuracyRow> Accuracy { get; init; } = [];

    /// <summary>Every run in stretches of steps.</summary>
    public IReadOnlyList<StretchRow> Stretches { get; init; } = [];

    /// <summary>Held-out accuracy during runs and warm start.</summary>
    public IReadOnlyList<MonitorRow> Monitor { get; init; } = [];

    /// <summary>Every method against GRPO, at equal steps and equal time.</summary>
    public IReadOnlyList<DifferenceRow> Differences { get; init; } = [];

    /// <summary>Detectors by removing view and stage.</summary>
    public IReadOnlyList<DetectorRow> Detectors { get; init; } = [];

    /// <summary>Their precision-recall curves.</summary>
    public IReadOnlyList<DetectorCurveRow> DetectorCurves { get; init; } = [];

    /// <summary>What the paper's rule gets wrong.</summary>
    public IReadOnlyList<MissRow> Misses { get; init; } = [];

    /// <summary>Tokens by what the rule does with them.</summary>
    public IReadOnlyList<TokenGroupRow> TokenGroups { get; init; } = [];

    /// <summary>Histograms of the loss per token.</summary>
    public IReadOnlyList<LossBinRow> LossBins { get; init; } = [];

    /// <summary>Gradients of one batch.</summary>
    public IReadOnlyList<GradientRow> Gradients { get; init; } = [];

    /// <summary>Models made from random weights.</summary>
    public IReadOnlyList<ModelRow> Models { get; init; } = [];

    /// <summary>What every job took.</summary>
    public IReadOnlyList<JobRow> Jobs { get; init; } = [];

    /// <summary>Reads the tables of a folder; one that is not there is empty.</summary>
    /// <param name="folder">That of the Parquet files.</param>
    /// <exception cref="Runtime.CppoException">A table is damaged or of another version.</exception>
    public static ReproductionTables Read(string folder) => new()
    {
        Accuracy = One<AccuracyRow>(folder),
        Stretches = One<StretchRow>(folder),
        Monitor = One<MonitorRow>(folder),
        Differences = One<DifferenceRow>(folder),
        Detectors = One<DetectorRow>(folder),
        DetectorCurves = One<DetectorCurveRow>(folder),
        Misses = One<MissRow>(folder),
        TokenGroups = One<TokenGroupRow>(folder),
        LossBins = One<LossBinRow>(folder),
        Gradients = One<GradientRow>(folder),
        Models = One<ModelRow>(folder),
        Jobs = One<JobRow>(folder),
    };

    /// <summary>Puts together what the finished jobs of a plan kept, and writes tables and summary; unfinished jobs are left out.</summary>
    public static ReproductionTables Collect(ReproductionPlan plan)
    {
        ReproductionJob[] done = [.. plan.Jobs.Where(job => JobState.Read(plan.FolderOf(job.Name)).IsDone)];
        IReadOnlyList<T> Of<T>() => [.. done.SelectMany(job => One<T>(plan.FolderOf(job.Name)))];
        ReproductionTables tables = new()
        {
            Accuracy = Of<AccuracyRow>(),
            Stretches = Of<StretchRow>(),
            Monitor = Of<MonitorRow>(),
            Differences = [.. ComparisonStart.All.SelectMany(start => DifferencesOf(plan, start.Name))],
            Detectors = Of<DetectorRow>(),
            DetectorCurves = Of<DetectorCurveRow>(),
            Misses = Of<MissRow>(),
            TokenGroups = Of<TokenGroupRow>(),
            LossBins = Of<LossBinRow>(),
            Gradients = Of<GradientRow>(),
            Models = Of<ModelRow>(),
            Jobs = [.. done.Select(job => (job, State: JobState.Read(plan.FolderOf(job.Name)))).Select(one => new JobRow(one.job.Part.ToString(), one.job.Name, one.State.Seconds, one.State.CpuSeconds))],
        };
        tables.Write(plan.Tables);
        ReproductionSummary.Write(plan, tables);
        return tables;
    }

    /// <summary>Mean over seeds of an accuracy, with its interval.</summary>
    /// <param name="start">"starter" or "guesser".</param>
    /// <param name="method">The arm's label.</param>
    /// <param name="test">The test's name.</param>
    /// <param name="kind">The kind of task.</param>
    public SeedMean Mean(string start, string method, string test, string kind = "all") =>
        SeedMean.Of(Accuracy.Where(row => row.Start == start && row.Method == method && row.Test == test && row.Kind == kind).Select(row => row.Accuracy));

    /// <summary>The differences that are told: final accuracy, robustness, equal time. The others are in the table.</summary>
    public IEnumerable<DifferenceRow> MainDifferences => Differences.Where(row =>
        row.Seeds > 0 && (row.Basis == "time" || row.Test == "greedy" || row.Test == HeldOutTests.RobustMean || row.Test.StartsWith("avg@", StringComparison.Ordinal)));

    /// <summary>
    /// How many of the 95 % intervals over seeds exclude 0, and how many there are. Where nothing differs one in twenty excludes 0 all the same: a
    /// single "better" among many is a hint and no more.
    /// </summary>
    public (int Settled, int Intervals) Settled
    {
        get
        {
            DifferenceRow[] known = [.. Differences.Where(row => row.Seeds >= MethodDifference.FewestSeeds && double.IsFinite(row.Low) && row.Low < row.High)];
            return (known.Count(row => row.Low > 0 || row.High < 0), known.Length);
        }
    }

    /// <summary>Writes the tables; each is whole or as it was before.</summary>
    /// <param name="folder">Where to.</param>
    public void Write(string folder)
    {
        void One<T>(IReadOnlyList<T> rows) => RecordTable.Write(Path.Combine(folder, RecordTable.NameOf<T>()), rows);
        One(Accuracy);
        One(Stretches);
        One(Monitor);
        One(Differences);
        One(Detectors);
        One(DetectorCurves);
        One(Misses);
        One(TokenGroups);
        One(LossBins);
        One(Gradients);
        One(Models);
        One(Jobs);
    }

    private static IReadOnlyList<T> One<T>(string folder) => RecordTable.Read<T>(Path.Combine(folder, RecordTable.NameOf<T>()));

    private static IEnumerable<DifferenceRow> DifferencesOf(ReproductionPlan plan, string start)
    {
        string folder = ComparisonJobs.FolderOf(plan, start);
        if (!File.Exists(Path.Combine(folder, ComparisonDesign.FileName))) return [];
        MethodComparison comparison = MethodComparison.Read(folder);
        return
        [
            .. comparison.Differences.Concat(comparison.Design.Methods.Skip(1).Select(method => Robust(comparison, method))).Select(one => DifferenceRow.Of(start, "steps", one)),
            .. EqualTime.Differences(comparison).Select(one => DifferenceRow.Of(start, "time", one)),
        ];
    }

    // The mean over several tests has no samples of its own to pool.
    private static MethodDifference Robust(MethodComparison comparison, string method)
    {
        double? Mean(string label, ulong seed) =>
            comparison.Runs.FirstOrDefault(run => run.Method == label && run.Seed == seed) is { } run && HeldOutTests.Robust.All(run.Tests.ContainsKey)
                ? HeldOutTests.Robust.Average(test => run.Tests[test].All.Accuracy) : null;
        string first = comparison.Design.Methods[0];
        return new(HeldOutTests.RobustMean, method, first, SeedMean.Of(comparison.Design.Seeds.Select(seed => (Mean(method, seed) - Mean(first, seed)) ?? double.NaN)), null);
    }
}
