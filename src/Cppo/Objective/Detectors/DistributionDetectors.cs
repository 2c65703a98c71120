using static TorchSharp.torch;

namespace Cppo.Objective.Detectors;

/// <summary>
/// KL of the whole next-token distributions, original against removing view. No two distributions are quite equal, so that with a threshold of 0
/// nearly every token is a candidate; 0.05 nats leave those that depend on the picture.
/// </summary>
/// <param name="Least">Candidates have more, nats.</param>
public sealed record DivergenceDetector(double Least = 0) : IPerceptionDetector
{
    /// <inheritdoc/>
    public string Name => Least == 0 ? "KL of distributions" : FormattableString.Invariant($"KL of distributions above {Least:0.###}");

    /// <inheritdoc/>
    public PerceptionNeeds Needs => PerceptionNeeds.Divergence;

    /// <inheritdoc/>
    public PerceptionScore Score(PerceptionEvidence evidence)
    {
        Tensor divergence = PerceptionEvidence.Need(evidence.Divergence, "KL divergences of whole distributions", Name);
        return new(divergence, divergence.gt(Least));
    }
}

/// <summary>How much less likely the sampled token becomes under the removing view, lp - lp-; candidates have a drop &gt; 0.</summary>
public sealed record LogProbabilityDropDetector : IPerceptionDetector
{
    /// <inheritdoc/>
    public string Name => "drop of log-probability";

    /// <inheritdoc/>
    public PerceptionNeeds Needs => PerceptionNeeds.LogProbabilities;

    /// <inheritdoc/>
    public PerceptionScore Score(PerceptionEvidence evidence)
    {
        Tensor original = PerceptionEvidence.Need(evidence.LogProbability, "log-probabilities", Name);
        Tensor removed = PerceptionEvidence.Need(
            evidence.LogProbabilityRemoved, "log-probabilities under the removing view", Name);
        Tensor drop = original - removed;
        return new(drop, drop.gt(0));
    }
}

/// <summary>The plain entropy with the original picture, H0: the baseline that a detector must beat; every response token is a candidate.</summary>
public sealed record EntropyDetector : IPerceptionDetector
{
    /// <inheritdoc/>
    public string Name => "plain entropy";

    /// <inheritdoc/>
    public PerceptionScore Score(PerceptionEvidence evidence) =>
        new(evidence.Entropy, ones_like(evidence.Entropy, ScalarType.Bool));
}
