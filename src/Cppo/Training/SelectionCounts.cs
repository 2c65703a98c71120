namespace Cppo.Training;

/// <summary>How many tokens a rule considered and selected, and how that agrees with the ground truth.</summary>
public sealed record SelectionCounts
{
    /// <summary>Response tokens.</summary>
    public int Tokens { get; private init; }

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

    /// <summary>Selected tokens whose ground truth is known.</summary>
    public int SelectedKnown { get; private init; }

    /// <summary>Share of the selected tokens of known truth that are perception tokens; NaN where there is none.</summary>
    public double Precision => Ratio(SelectedPerception, SelectedKnown);

    /// <summary>Share of the perception tokens that are selected; NaN where there is none.</summary>
    public double Recall => Ratio(SelectedPerception, Perception);

    /// <summary>Counts over tokens.</summary>
    public static SelectionCounts Of(IEnumerable<TokenRecord> tokens)
    {
        TokenRecord[] all = [.. tokens];
        int Count(Func<TokenRecord, bool> condition) => all.Count(condition);
        return new()
        {
            Tokens = all.Length,
            Candidates = Count(token => token.Candidate),
            Selected = Count(token => token.Selected),
            InLoss = Count(token => token.InLoss),
            HasTruth = all.Any(token => token.IsPerception is not null),
            Perception = Count(token => token.IsPerception == true),
            SelectedPerception = Count(token => token.Selected && token.IsPerception == true),
            InLossPerception = Count(token => token.InLoss && token.IsPerception == true),
            SelectedKnown = Count(token => token.Selected && token.IsPerception is not null),
        };
    }

    private static double Ratio(int part, int whole) => whole == 0 ? double.NaN : (double)part / whole;
}
