namespace Cppo.Training.Optimization;

/// <summary>Options of <see cref="AdamW"/> (arXiv 1711.05101; PyTorch's defaults but for the clipping, which is the paper's).</summary>
public sealed record AdamWOptions
{
    /// <summary>Decay of the gradient's moving average.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the squared gradient's moving average.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the second moment.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Decoupled weight decay, times the learning rate.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>The gradient is scaled down to this norm; null: never. Paper: 1.</summary>
    public double? MaximumGradientNorm { get; init; } = 1.0;

    /// <summary>Whether each update reports how far it moved the parameters (one more pass over them).</summary>
    public bool MeasureStepLength { get; init; }
}

/// <summary>What one update did.</summary>
/// <param name="GradientNorm">Euclidean norm of the whole gradient before clipping.</param>
/// <param name="Clipped">Whether the gradient was scaled down.</param>
/// <param name="Skipped">Why no update was made; null where it was made.</param>
/// <param name="StepLength">Euclidean length of the change of all parameters; NaN where it was not measured.</param>
public readonly record struct UpdateReport(double GradientNorm, bool Clipped, string? Skipped, double StepLength);
