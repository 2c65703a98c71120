namespace Cppo.Rollouts;

/// <summary>Why a response ended.</summary>
public enum StopReason
{
    /// <summary>The model emitted an end token, or one of <see cref="SamplingOptions.StopTokens"/>.</summary>
    EndToken,

    /// <summary>Its text came to hold one of <see cref="SamplingOptions.StopStrings"/>.</summary>
    StopString,

    /// <summary>It reached <see cref="SamplingOptions.MaxNewTokens"/>.</summary>
    Length,
}

/// <summary>One sampled response.</summary>
/// <param name="TokenIds">The sampled ids, the end token included if it was emitted; empty where a server keeps them to itself.</param>
/// <param name="LogProbabilities">Of each sampled token under the distribution at the sampling temperature, nats; empty where not known.</param>
/// <param name="Text">Decoded, without special tokens.</param>
/// <param name="Stop">Why it ended.</param>
public sealed record Response(
    IReadOnlyList<int> TokenIds,
    IReadOnlyList<float> LogProbabilities,
    string Text,
    StopReason Stop)
{
    /// <summary>Of the whole distribution at the sampling temperature each token was drawn from, nats; empty where not known.</summary>
    public IReadOnlyList<float> Entropies { get; init; } = [];

    /// <summary>How many tokens there are, where only their count is known; null where <see cref="TokenIds"/> holds them.</summary>
    public int? TokenCount { get; init; }

    /// <summary>Whether <see cref="Length"/> is known: of a response that another program drew there may be the text alone.</summary>
    public bool IsLengthKnown => TokenCount is not null || TokenIds.Count > 0 || Text.Length == 0;

    /// <summary>Whether <see cref="Stop"/> is known; false for a response that another program drew and did not say.</summary>
    public bool IsStopKnown { get; init; } = true;

    /// <summary>The tokens as text, where a server tells them without their ids; else empty.</summary>
    public IReadOnlyList<string> TokenTexts { get; init; } = [];

    /// <summary>Length in tokens.</summary>
    public int Length => TokenCount ?? TokenIds.Count;
}

/// <summary>The G responses to one prompt.</summary>
/// <param name="Sample">What was asked.</param>
/// <param name="PromptIds">The prompt as token ids, picture placeholders expanded.</param>
/// <param name="Responses">In the order in which they were drawn.</param>
public sealed record RolloutGroup(Sample Sample, IReadOnlyList<int> PromptIds, IReadOnlyList<Response> Responses)
{
    /// <summary>How the responses were drawn; null where that is not known.</summary>
    public SamplingOptions? Sampling { get; init; }

    /// <summary>Why there is no response, in a sentence: a server has failed for good. Null where the sample was answered.</summary>
    public string? Failure { get; init; }
}
