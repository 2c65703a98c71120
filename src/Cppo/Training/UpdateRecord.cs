namespace Cppo.Training;

/// <summary>What one update of a step did. Plain numbers.</summary>
public sealed record UpdateRecord
{
    /// <summary>Number of the update in its step, from 0.</summary>
    public required int Number { get; init; }

    /// <summary>How often the step had been through its batch before.</summary>
    public int Epoch { get; init; }

    /// <summary>Prompts that it learned from.</summary>
    public int Prompts { get; init; }

    /// <summary>The terms of the objective in the order of the sum.</summary>
    public required IReadOnlyList<LossTerm> Terms { get; init; }

    /// <summary>The whole loss.</summary>
    public required double Loss { get; init; }

    /// <summary>The part of the policy term from responses with A &gt; 0.</summary>
    public double PolicyGain { get; init; } = double.NaN;

    /// <summary>Norm of the whole gradient before clipping.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>Whether the gradient was clipped.</summary>
    public bool Clipped { get; init; }

    /// <summary>Why the update was skipped; null where it was made.</summary>
    public string? Skipped { get; init; }

    /// <summary>Euclidean length of the change of all parameters; NaN where not measured.</summary>
    public double StepLength { get; init; } = double.NaN;

    /// <summary>Share of response tokens whose importance ratio was clipped.</summary>
    public double ClipFraction { get; init; } = double.NaN;

    /// <summary>Mean of old - lp over the response tokens, nats: an estimate of KL(old, current).</summary>
    public double ApproximateKl { get; init; } = double.NaN;

    /// <summary>Mean entropy of the response tokens with the original picture, nats.</summary>
    public double Entropy { get; init; } = double.NaN;
}
