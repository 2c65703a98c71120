using static TorchSharp.torch;

namespace Cppo.Objective.Detectors;

/// <summary>What a detector thinks of each token. No gradient flows through it.</summary>
/// <param name="Score">[R, T]; higher means more likely a perception token. Only candidates are ranked.</param>
/// <param name="Candidates">[R, T] bool, before the response mask: tokens that may be chosen at all.</param>
public readonly record struct PerceptionScore(Tensor Score, Tensor Candidates);

/// <summary>Scores tokens for how much they depend on the picture. The paper's is <see cref="RelativeShiftDetector"/>.</summary>
public interface IPerceptionDetector
{
    /// <summary>Short name for tables ("relative shift").</summary>
    string Name { get; }

    /// <summary>Scores every position; called inside no_grad and inside the caller's dispose scope.</summary>
    PerceptionScore Score(PerceptionEvidence evidence);
}
