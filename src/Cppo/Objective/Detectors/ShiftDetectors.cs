using static TorchSharp.torch;

namespace Cppo.Objective.Detectors;

/// <summary>
/// The paper's score (section 3): max(d, 0) / (Hr + epsilon) with d = Hr - H0; candidates have d &gt; 0. With a tiny epsilon a token
/// whose entropy goes from 1e-4 to 1e-2 scores 0.99; a floor of 0.1 nats cures that.
/// </summary>
/// <param name="Floor">Added to Hr, nats. Paper: 1e-6.</param>
public sealed record RelativeShiftDetector(double Floor = 1e-6) : IPerceptionDetector
{
    /// <inheritdoc/>
    public string Name => Floor <= 1e-6 ? "relative shift" : $"relative shift, floor {Floor:0.###}";

    /// <inheritdoc/>
    public PerceptionScore Score(PerceptionEvidence evidence)
    {
        Tensor shift = evidence.Shift();
        return new(shift.clamp(min: 0.0) / (evidence.EntropyRemoved + Floor), shift.gt(0));
    }
}

/// <summary>The shift itself, d = Hr - H0; candidates have d &gt; 0.</summary>
public sealed record AbsoluteShiftDetector : IPerceptionDetector
{
    /// <inheritdoc/>
    public string Name => "absolute shift";

    /// <inheritdoc/>
    public PerceptionScore Score(PerceptionEvidence evidence)
    {
        Tensor shift = evidence.Shift();
        return new(shift, shift.gt(0));
    }
}

/// <summary>A control: the tokens whose entropy rises least or falls most, -d; every response token is a candidate.</summary>
public sealed record LowestShiftDetector : IPerceptionDetector
{
    /// <inheritdoc/>
    public string Name => "lowest shift";

    /// <inheritdoc/>
    public PerceptionScore Score(PerceptionEvidence evidence) =>
        new(evidence.Shift().neg(), ones_like(evidence.Entropy, ScalarType.Bool));
}
