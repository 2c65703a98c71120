using System.Globalization;
using Cppo.Rewards;
using Cppo.Rollouts;
using Cppo.Training.Runs;

namespace Cppo.Evaluation.Stores;

/// <summary>What an evaluation asks, and how. All of it but the grader and the batch must agree when a stored one goes on.</summary>
public sealed record EvaluationOrder
{
    /// <summary>How answers are drawn; greedy and one a sample where not given.</summary>
    public SamplingOptions Sampling { get; init; } = new() { Greedy = true, GroupSize = 1 };

    /// <summary>Beside drawn answers a greedy one to every sample.</summary>
    public bool AlsoGreedy { get; init; }

    /// <summary>What every picture goes through first; nothing where null.</summary>
    public PicturePerturbation? Perturbation { get; init; }

    /// <summary>Whose verdicts are stored; the paper's reference grader unless given. Others can judge the stored answers later.</summary>
    public IAnswerGrader Grader { get; init; } = new ReferenceGrader();

    /// <summary>What tells this model from others of its name (<see cref="Models.ModelFingerprint"/>, a server's address); may be empty.</summary>
    public string Identity { get; init; } = "";

    /// <summary>Where the samples come from, in words; what a data set says of itself where empty.</summary>
    public string Data { get; init; } = "";

    /// <summary>Samples asked at once and stored at once: what is lost at most when the process is killed.</summary>
    public int Batch { get; init; } = 64;

    /// <summary>What is stored of it.</summary>
    /// <param name="model">The responder's name.</param>
    /// <param name="samples">What is asked.</param>
    internal StoredOrder Describe(string model, IReadOnlyList<Sample> samples)
    {
        bool draws = !Sampling.Greedy, alsoGreedy = draws && AlsoGreedy;
        return new()
        {
            Name = model,
            Setting = Evaluator.Setting(Sampling, samples.Count, Perturbation),
            GreedySetting = alsoGreedy ? Evaluator.Setting(Sampling with { Greedy = true, GroupSize = 1 }, samples.Count, Perturbation) : null,
            Passes = alsoGreedy ? [StoredPass.Drawn, StoredPass.Greedy] : [draws ? StoredPass.Drawn : StoredPass.Greedy],
            Samples = samples.Count,
            Batch = Batch,
            Grader = Graders.NameOf(Grader),
            Asked = Asked(model, samples),
            Versions = RunVersions.Here(),
        };
    }

    private SortedDictionary<string, string> Asked(string model, IReadOnlyList<Sample> samples)
    {
        (string source, string digest) = SampleDigest.Of(samples);
        SortedDictionary<string, string> asked = new(StringComparer.Ordinal)
        {
            ["model"] = model,
            ["model identity"] = Identity,
            ["data"] = Data.Length > 0 ? Data : source,
            ["samples"] = Text(samples.Count),
            ["sample digest"] = digest,
            ["longest answer"] = Text(Sampling.MaxNewTokens),
            ["repetition penalty"] = Text(Sampling.RepetitionPenalty),
            ["stop strings"] = string.Join(" | ", Sampling.StopStrings),
            ["stop tokens"] = string.Join(' ', Sampling.StopTokens),
            ["perturbation"] = Perturbation is null ? "" : $"{Perturbation.Name}, seed {Text(Perturbation.Seed)}",
            ["decoding"] = Sampling.Greedy ? "greedy" : AlsoGreedy ? "drawn and greedy" : "drawn",
        };
        if (Sampling.Greedy) return asked;
        asked["answers a sample"] = Text(Sampling.GroupSize);
        asked["temperature"] = Text(Sampling.Temperature);
        asked["top-k"] = Text(Sampling.TopK);
        asked["top-p"] = Text(Sampling.TopP);
        asked["seed"] = Text(Sampling.Seed);
        asked["step"] = Text(Sampling.Step);
        return asked;
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
