namespace Cppo.Rollouts;

/// <summary>How responses are drawn. Defaults are the paper's (T = 1, no truncation of the distribution).</summary>
public sealed record SamplingOptions
{
    /// <summary>Responses per prompt (G). Paper: 5.</summary>
    public int GroupSize { get; init; } = 5;

    /// <summary>Logits are divided by it; above 0. Use <see cref="Greedy"/> for the limit at 0.</summary>
    public double Temperature { get; init; } = 1.0;

    /// <summary>Keep only the k likeliest tokens; 0 keeps all.</summary>
    public int TopK { get; init; }

    /// <summary>Keep the smallest set of tokens whose probability reaches this share; 1 keeps all.</summary>
    public double TopP { get; init; } = 1.0;

    /// <summary>Longest response in tokens, the end token included.</summary>
    public int MaxNewTokens { get; init; } = 26;

    /// <summary>Always take the likeliest token.</summary>
    public bool Greedy { get; init; }

    /// <summary>
    /// Root of the random numbers. Row g of sample s at step t draws from a counter-based stream of (Seed, s, t, g),
    /// so it does not depend on the batch that the row is in.
    /// </summary>
    public ulong Seed { get; init; }

    /// <summary>The training step that the rollout serves; part of every row's random stream.</summary>
    public ulong Step { get; init; }
}
