namespace Cppo.Training.Runs.Tables;

/// <summary>One response token of a step, as a run directory keeps it: numbers in single precision, NaN where a view was not computed; nats.</summary>
public sealed record TokenRow
{
    /// <summary>Number of the step, from 0.</summary>
    public required int Step { get; init; }

    /// <summary>Which of the step's prompts, from 0.</summary>
    public required int Group { get; init; }

    /// <summary>Which of the prompt's responses, from 0.</summary>
    public required int Row { get; init; }

    /// <summary>The sample's id.</summary>
    public required ulong Sample { get; init; }

    /// <summary>Place in the response, from 0.</summary>
    public required int Position { get; init; }

    /// <summary>The token.</summary>
    public required int TokenId { get; init; }

    /// <summary>Its text; special tokens by name.</summary>
    public required string Text { get; init; }

    /// <summary>Entropy with the original picture, H0.</summary>
    public required float Entropy { get; init; }

    /// <summary>With the information-preserving view.</summary>
    public required float EntropyPreserved { get; init; }

    /// <summary>With the information-removing view, Hr.</summary>
    public required float EntropyRemoved { get; init; }

    /// <summary>Log-probability when the token was drawn.</summary>
    public required float LogProbabilityDrawn { get; init; }

    /// <summary>With the original picture, before the update.</summary>
    public required float LogProbability { get; init; }

    /// <summary>With the information-preserving view.</summary>
    public required float LogProbabilityPreserved { get; init; }

    /// <summary>With the information-removing view.</summary>
    public required float LogProbabilityRemoved { get; init; }

    /// <summary>d = Hr - H0.</summary>
    public required float Shift { get; init; }

    /// <summary>max(d, 0) / (Hr + 1e-6), or another detector's.</summary>
    public required float Score { get; init; }

    /// <summary>KL(lp, lp+).</summary>
    public required float KlPreserved { get; init; }

    /// <summary>KL(lp, lp-).</summary>
    public required float KlRemoved { get; init; }

    /// <summary>The token's contrastive perception loss.</summary>
    public required float Cpl { get; init; }

    /// <summary>Entropy rose.</summary>
    public required bool Candidate { get; init; }

    /// <summary>The rule selected it, before the gate.</summary>
    public required bool Selected { get; init; }

    /// <summary>It is in the contrastive loss.</summary>
    public required bool InLoss { get; init; }

    /// <summary>Ground truth: whether it is a perception token; null where it is not known.</summary>
    public bool? IsPerception { get; init; }
}
