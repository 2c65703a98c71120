using static TorchSharp.torch;

namespace Cppo.Objective.Detectors;

/// <summary>KL of the whole next-token distributions, original against removing view; candidates have KL &gt; 0.</summary>
public sealed record DivergenceDetector : IPerceptionDetector
{
    /// <inheritdoc/>
    public string Name => "KL of distributions";

    /// <inheritdoc/>
    public PerceptionNeeds Needs => PerceptionNeeds.Divergence;

    /// <inheritdoc/>
    public PerceptionScore Score(PerceptionEvidence evidence)
    {
        Tensor divergence = PerceptionEvidence.Need(evidence.Divergence, "KL divergences of whole distributions", Name);
        return new(divergence, divergence.gt(0));
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
