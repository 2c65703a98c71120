using Cppo.Data;

namespace Cppo.Evaluation.Benchmarking;

/// <summary>One row of a table: a benchmark's report, or why there is none.</summary>
/// <param name="Benchmark">Which.</param>
/// <param name="Report">What was right; null where it is absent or its file cannot be used.</param>
public sealed record BenchmarkResult(Benchmark Benchmark, EvaluationReport? Report)
{
    /// <summary>The file, or the pattern of files; null where there is none.</summary>
    public string? Path { get; init; }

    /// <summary>What was left out of the file and why; null where there is none.</summary>
    public DataReport? Data { get; init; }

    /// <summary>The figure that papers report: accuracy, or the benchmark's own score; null where there is no report.</summary>
    public Estimate? Figure => Score ?? (Report is { } report ? new("accuracy", report.All.Accuracy, report.All.Interval) : null);

    /// <summary>The benchmark's own score where it has one; null where accuracy is it.</summary>
    public Estimate? Score { get; init; }

    /// <summary>Why there is no report; null where there is one.</summary>
    public string? Problem { get; init; }

    /// <summary>What should be said beside the figure: a file of another size than the published one, a part of it only.</summary>
    public string Remark { get; init; } = "";
}

/// <summary>A model on several benchmarks.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Results">One row a benchmark, in the order of their definitions.</param>
public sealed record BenchmarkTable(string Model, IReadOnlyList<BenchmarkResult> Results)
{
    /// <summary>The rows that have a report.</summary>
    public IEnumerable<BenchmarkResult> Present => Results.Where(result => result.Report is not null);

    /// <summary>The mean of the figures, every benchmark alike, as papers average; NaN where none is there.</summary>
    public double Mean => Present.Select(result => result.Figure!.Value.Value).DefaultIfEmpty(double.NaN).Average();

    /// <summary>The 95 % interval of the mean, from those of the independent benchmarks; null where none is there.</summary>
    public ConfidenceInterval? MeanInterval
    {
        get
        {
            Estimate[] all = [.. Present.Select(result => result.Figure!.Value)];
            if (all.Length == 0) return null;
            double down = Math.Sqrt(all.Sum(one => Math.Pow(one.Value - one.Interval.Low, 2))) / all.Length;
            double up = Math.Sqrt(all.Sum(one => Math.Pow(one.Interval.High - one.Value, 2))) / all.Length;
            return new(Mean - down, Mean + up);
        }
    }
}
