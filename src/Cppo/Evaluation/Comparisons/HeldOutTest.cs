using Cppo.Models;
using Cppo.Rollouts;
using Cppo.Runtime;

namespace Cppo.Evaluation.Comparisons;

/// <summary>What every trained policy of a comparison is asked at the end.</summary>
/// <param name="Name">Its name in tables ("greedy", "avg@4", "paper-unseen").</param>
/// <param name="Samples">What is asked; the same for every run.</param>
public sealed record HeldOutTest(string Name, IReadOnlyList<Sample> Samples)
{
    /// <summary>How answers are drawn; greedily, one a sample, unless said otherwise.</summary>
    public SamplingOptions Sampling { get; init; } = new() { Greedy = true, GroupSize = 1 };

    /// <summary>What every picture goes through first; nothing where null.</summary>
    public PicturePerturbation? Perturbation { get; init; }

    /// <summary>The report's file in a run directory.</summary>
    internal string FileName => string.Concat(Name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '@' or '-' or '_' ? c : '.')) + ".json";

    /// <summary>The three questions about a method: what it answers, what it draws, and what is left under changed pictures.</summary>
    /// <param name="samples">Held-out samples.</param>
    /// <param name="answers">Drawn answers a sample for avg@N; 0 leaves that out.</param>
    /// <param name="perturbations">Names for <see cref="PicturePerturbation.Find"/>, one test each, greedy.</param>
    /// <param name="longest">Longest answer in tokens.</param>
    /// <exception cref="CppoException">There is no perturbation of a name.</exception>
    public static IReadOnlyList<HeldOutTest> Standard(IReadOnlyList<Sample> samples, int answers, IEnumerable<string> perturbations, int longest = 26) =>
    [
        new("greedy", samples) { Sampling = new() { Greedy = true, GroupSize = 1, MaxNewTokens = longest } },
        .. answers > 0 ? new[] { new HeldOutTest($"avg@{answers}", samples) { Sampling = new() { GroupSize = answers, MaxNewTokens = longest } } } : [],
        .. perturbations.Select(name => new HeldOutTest(name, samples)
        {
            Sampling = new() { Greedy = true, GroupSize = 1, MaxNewTokens = longest },
            Perturbation = PicturePerturbation.Find(name),
        }),
    ];

    /// <summary>Asks a policy, or reads what it answered before: a report with the same samples and as many answers.</summary>
    internal EvaluationReport Ask(Policy policy, string name, string folder, CancellationToken cancellation)
    {
        if (Stored(folder) is { } stored) return stored;
        EvaluationReport report = Evaluator.Run(policy, Samples, name, Sampling, perturbation: Perturbation, cancellation: cancellation);
        EvaluationFile.Write(Path.Combine(folder, FileName), report);
        return report;
    }

    /// <summary>The report that is there already; null where there is none of this test.</summary>
    internal EvaluationReport? Stored(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return null;
        EvaluationReport report = EvaluationFile.Read(path);
        return report.AnswersPerSample == Sampling.GroupSize && report.Samples.Select(sample => sample.Id).SequenceEqual(Samples.Select(sample => sample.Id)) ? report : null;
    }
}
