using Cppo.Objective.Detectors;

namespace Cppo.Objective;

/// <summary>How many of a response's candidates are taken.</summary>
public enum PerceptionRule
{
    /// <summary>The paper's scripts: k = floor(max(1, p * candidates)); every candidate at or above the k-th largest score (ties over-select).</summary>
    Synchronous,

    /// <summary>The asynchronous recipe: exactly ceil(p * candidates); of equal scores the earliest.</summary>
    Asynchronous,

    /// <summary>
    /// An ablation: the share is taken of the response's tokens, not of its candidates, k = ceil(p * tokens), so that it does not adapt to
    /// how many depend on the picture. Fewer where the candidates run out; of equal scores the earliest.
    /// </summary>
    FixedShare,

    /// <summary>An ablation: every response token.</summary>
    AllTokens,
}

/// <summary>How much each selected token counts in the contrastive loss.</summary>
public enum PerceptionWeighting
{
    /// <summary>All the same. The paper.</summary>
    Equal,

    /// <summary>
    /// As much as its entropy rises, max(d, 0) in nats, relative to the mean of the selected tokens. Ours: a token of the grammar whose entropy
    /// goes from 1e-4 to 1e-2 has the highest relative shift and hardly any weight.
    /// </summary>
    Shift,
}

/// <summary>How perception tokens are chosen (paper, section 3).</summary>
public sealed record PerceptionOptions
{
    /// <summary>The paper's synchronous scripts.</summary>
    public static PerceptionOptions Synchronous { get; } = new();

    /// <summary>The asynchronous recipe.</summary>
    public static PerceptionOptions Asynchronous { get; } = new() { Rule = PerceptionRule.Asynchronous };

    /// <summary>How many are taken.</summary>
    public PerceptionRule Rule { get; init; } = PerceptionRule.Synchronous;

    /// <summary>p, the share of the candidates (under <see cref="PerceptionRule.FixedShare"/>: of the response's tokens), above 0 and at most 1. Paper: 0.5.</summary>
    public double TopShare { get; init; } = 0.5;

    /// <summary>What scores the tokens.</summary>
    public IPerceptionDetector Detector { get; init; } = new RelativeShiftDetector();

    /// <summary>How much each selected token counts. Paper: all the same. No gradient flows through the weights.</summary>
    public PerceptionWeighting Weighting { get; init; } = PerceptionWeighting.Equal;

    /// <summary>
    /// The defect of the published synchronous code, for exact comparison: padded positions are ranked too, change k, take places,
    /// and enter the loss when the gate is off.
    /// </summary>
    public bool RankPads { get; init; }
}
