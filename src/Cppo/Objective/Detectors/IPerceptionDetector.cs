using static TorchSharp.torch;

namespace Cppo.Objective.Detectors;

/// <summary>What a detector thinks of each token. No gradient flows through it.</summary>
/// <param name="Score">[R, T]; higher means more likely a perception token. Only candidates are ranked.</param>
/// <param name="Candidates">[R, T] bool, before the response mask: tokens that may be chosen at all.</param>
public readonly record struct PerceptionScore(Tensor Score, Tensor Candidates);

/// <summary>What a detector reads beside the two entropies; what nobody asks for is not computed.</summary>
[Flags]
public enum PerceptionNeeds
{
    /// <summary>The entropies are enough.</summary>
    None = 0,

    /// <summary>Log-probabilities of the sampled tokens with both pictures.</summary>
    LogProbabilities = 1,

    /// <summary>KL of the whole next-token distributions, which costs one more output head for either picture.</summary>
    Divergence = 2,

    /// <summary>Ground truth; only worlds that know it can give it.</summary>
    Labels = 4,
}

/// <summary>Scores tokens for how much they depend on the picture. The paper's is <see cref="RelativeShiftDetector"/>.</summary>
public interface IPerceptionDetector
{
    /// <summary>Short name for tables ("relative shift").</summary>
    string Name { get; }

    /// <summary>What it reads beside the two entropies.</summary>
    PerceptionNeeds Needs => PerceptionNeeds.None;

    /// <summary>Scores every position; called inside no_grad and inside the caller's dispose scope.</summary>
    PerceptionScore Score(PerceptionEvidence evidence);
}
