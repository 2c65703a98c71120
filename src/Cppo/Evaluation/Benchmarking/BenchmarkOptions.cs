using Cppo.Rewards;
using Cppo.Rollouts;

namespace Cppo.Evaluation.Benchmarking;

/// <summary>How benchmarks are run.</summary>
public sealed record BenchmarkOptions
{
    /// <summary>How answers are drawn; greedy where not given, with room for reasoning. More than one drawn answer gives avg@N.</summary>
    public SamplingOptions Sampling { get; init; } = new() { Greedy = true, GroupSize = 1, MaxNewTokens = 2048 };

    /// <summary>Beside drawn answers a greedy one to every sample.</summary>
    public bool AlsoGreedy { get; init; }

    /// <summary>Compares texts; the fair grader where null. Options are taken by letter or text by any of them.</summary>
    public IAnswerGrader? Grader { get; init; }

    /// <summary>At most so many samples of each, drawn by <see cref="SamplingOptions.Seed"/>; all where null.</summary>
    public int? Samples { get; init; }

    /// <summary>Whether the benchmark's instruction ends the questions.</summary>
    public bool Instruction { get; init; } = true;

    /// <summary>What every picture goes through first; nothing where null.</summary>
    public PicturePerturbation? Perturbation { get; init; }

    /// <summary>A folder that keeps every answer, one folder a benchmark in it, so that a table that was stopped goes on; null keeps none.</summary>
    public string? Store { get; init; }

    /// <summary>What tells this model from others of its name, for what is stored.</summary>
    public string Identity { get; init; } = "";

    /// <summary>Samples asked at once.</summary>
    public int Batch { get; init; } = 64;
}

/// <summary>How far a table is.</summary>
/// <param name="Benchmark">Which one is running.</param>
/// <param name="Answered">Its samples that are answered.</param>
/// <param name="Samples">How many it has to answer; over both passes where greedy answers stand beside drawn ones.</param>
public readonly record struct BenchmarkProgress(Benchmark Benchmark, int Answered, int Samples);
