using Cppo.Runtime;
using static TorchSharp.torch;

namespace Cppo.Objective.Policy;

/// <summary>What an importance ratio is taken over.</summary>
public enum RatioLevel
{
    /// <summary>Each token has its own: exp(lp - old).</summary>
    Token,

    /// <summary>One a sequence, exp(mean_t(lp - old)); the gradient runs through the mean (TRL, AReaL).</summary>
    Sequence,

    /// <summary>The same value, but each token's gradient is that of its own log-probability (GSPO paper eq. 15; verl).</summary>
    SequenceStraightThrough,
}

/// <summary>The importance ratio rho between the current policy and the one that the loss compares it with.</summary>
/// <param name="Level">Token or sequence.</param>
public sealed record ImportanceRatio(RatioLevel Level = RatioLevel.Token)
{
    /// <summary>verl: per token, log ratio clamped to +-20.</summary>
    public static ImportanceRatio Verl { get; } = new() { LowestLogRatio = -20, HighestLogRatio = 20 };

    /// <summary>verl's GSPO: straight through, log ratio capped at 10.</summary>
    public static ImportanceRatio VerlSequence { get; } = new(RatioLevel.SequenceStraightThrough) { HighestLogRatio = 10 };

    /// <summary>TRL and AReaL: per token, without clamps.</summary>
    public static ImportanceRatio Unbounded { get; } = new();

    /// <summary>The log ratio is clamped from below; null: not.</summary>
    public double? LowestLogRatio { get; init; }

    /// <summary>The log ratio is clamped from above; null: not.</summary>
    public double? HighestLogRatio { get; init; }

    /// <summary>rho for each token, with gradient to the current log-probabilities.</summary>
    /// <param name="current">[R, T].</param>
    /// <param name="old">[R, T].</param>
    /// <param name="responseMask">[R, T] bool.</param>
    /// <returns>[R, T]; a sequence's ratio is repeated over its tokens.</returns>
    internal Tensor Of(Tensor current, Tensor old, Tensor responseMask)
    {
        Tensor difference = current - old;
        Tensor logRatio = Level switch
        {
            RatioLevel.Token => difference,
            RatioLevel.Sequence => SequenceMean(difference, responseMask).expand_as(difference),
            RatioLevel.SequenceStraightThrough =>
                current - current.detach() + SequenceMean(difference, responseMask).detach(),
            _ => throw new CppoException($"There is no ratio level {Level}.", "Use a level of RatioLevel."),
        };
        if (LowestLogRatio is { } low) logRatio = logRatio.clamp(min: low);
        if (HighestLogRatio is { } high) logRatio = logRatio.clamp(max: high);
        return logRatio.exp();
    }

    private static Tensor SequenceMean(Tensor difference, Tensor responseMask)
    {
        Tensor count = responseMask.sum(-1, keepdim: true, type: difference.dtype).clamp(min: 1.0); // [R, 1]
        return ResponseMask.Only(difference, responseMask).sum(-1, keepdim: true) / count; // [R, 1]
    }
}
