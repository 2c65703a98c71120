namespace Cppo.Training;

/// <summary>Counts and means over response tokens: what the rule considered and selected, and how that agrees with the ground truth.</summary>
public sealed record TokenSummary
{
    /// <summary>Response tokens.</summary>
    public int Tokens { get; private init; }

    /// <summary>Tokens that went through the removing view.</summary>
    public int Viewed { get; private init; }

    /// <summary>Tokens whose entropy rose.</summary>
    public int Candidates { get; private init; }

    /// <summary>Tokens that the rule selected, before the gate.</summary>
    public int Selected { get; private init; }

    /// <summary>Tokens in the contrastive loss.</summary>
    public int InLoss { get; private init; }

    /// <summary>Whether the ground truth of any token is known.</summary>
    public bool HasTruth { get; private init; }

    /// <summary>True perception tokens.</summary>
    public int Perception { get; private init; }

    /// <summary>True perception tokens that the rule selected.</summary>
    public int SelectedPerception { get; private init; }

    /// <summary>True perception tokens in the contrastive loss.</summary>
    public int InLossPerception { get; private init; }

    /// <summary>Share of the selected tokens of known truth that are perception tokens; NaN where there is none.</summary>
    public double Precision { get; private init; }

    /// <summary>Share of the perception tokens that are selected; NaN where there is none.</summary>
    public double Recall { get; private init; }

    /// <summary>Mean entropy with the original picture, nats; NaN where there is none.</summary>
    public double Entropy { get; private init; }

    /// <summary>Mean entropy with the preserving view, nats; NaN where there is none.</summary>
    public double EntropyPreserved { get; private init; }

    /// <summary>Mean entropy with the removing view, nats; NaN where there is none.</summary>
    public double EntropyRemoved { get; private init; }

    /// <summary>Mean contrastive loss of the selected tokens; NaN where there is none.</summary>
    public double Cpl { get; private init; }

    /// <summary>Mean margin of the selected tokens, nats; NaN where there is none.</summary>
    public double Margin { get; private init; }

    /// <summary>Summarizes tokens.</summary>
    public static TokenSummary Of(IEnumerable<TokenRecord> tokens)
    {
        TokenRecord[] all = [.. tokens];
        TokenRecord[] selected = [.. all.Where(token => token.Selected)];
        int viewed = all.Count(token => !double.IsNaN(token.EntropyRemoved));
        TokenRecord[] perception = [.. all.Where(token => token.IsPerception == true)];
        return new()
        {
            Tokens = all.Length,
            Viewed = viewed,
            Candidates = all.Count(token => token.Candidate),
            Selected = selected.Length,
            InLoss = all.Count(token => token.InLoss),
            HasTruth = all.Any(token => token.IsPerception is not null),
            Perception = perception.Length,
            SelectedPerception = perception.Count(token => token.Selected),
            InLossPerception = perception.Count(token => token.InLoss),
            Precision = Mean(selected.Where(t => t.IsPerception is not null).Select(t => t.IsPerception == true ? 1.0 : 0.0)),
            Recall = viewed == 0 && selected.Length == 0 ? double.NaN : Mean(perception.Select(token => token.Selected ? 1.0 : 0.0)), // nothing was looked for
            Entropy = Mean(all.Select(token => token.Entropy)),
            EntropyPreserved = Mean(all.Select(token => token.EntropyPreserved)),
            EntropyRemoved = Mean(all.Select(token => token.EntropyRemoved)),
            Cpl = Mean(selected.Select(token => token.Cpl)),
            Margin = Mean(selected.Select(token => token.Margin)),
        };
    }

    private static double Mean(IEnumerable<double> values) =>
        values.Where(value => !double.IsNaN(value)).DefaultIfEmpty(double.NaN).Average();
}
