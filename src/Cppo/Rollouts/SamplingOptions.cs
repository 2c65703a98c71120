using Cppo.Runtime;

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

    /// <summary>
    /// A response ends as soon as its text holds one of these; the string stays in it, like an end token. A special token's name
    /// stands for the token.
    /// </summary>
    public IReadOnlyList<string> StopStrings { get; init; } = [];

    /// <summary>Ids that end a response besides the model's own end tokens.</summary>
    public IReadOnlyList<int> StopTokens { get; init; } = [];

    /// <summary>
    /// Above 1: tokens that the prompt or the response already holds become less likely; 1 for none. Reported log-probabilities and
    /// entropies are the policy's, without it.
    /// </summary>
    public double RepetitionPenalty { get; init; } = 1.0;

    /// <summary>Always take the likeliest token.</summary>
    public bool Greedy { get; init; }

    /// <summary>
    /// Root of the random numbers. Row g of sample s at step t draws from a counter-based stream of (Seed, s, t, g),
    /// so it does not depend on the batch that the row is in.
    /// </summary>
    public ulong Seed { get; init; }

    /// <summary>The training step that the rollout serves; part of every row's random stream.</summary>
    public ulong Step { get; init; }

    /// <summary>Refuses what no distribution can be drawn from.</summary>
    /// <exception cref="CppoException">A number is outside its range.</exception>
    internal void Require()
    {
        (bool Holds, string Otherwise)[] rules =
        [
            (GroupSize >= 1, $"The group size is {GroupSize}; it must be at least 1."),
            (Temperature > 0 && double.IsFinite(Temperature), $"The temperature is {Temperature}; it must be a positive number."),
            (TopK >= 0, $"Top-k is {TopK}; it must be at least 0, which keeps all tokens."),
            (TopP is > 0 and <= 1, $"Top-p is {TopP}; it must be above 0 and at most 1, which keeps all tokens."),
            (RepetitionPenalty > 0 && double.IsFinite(RepetitionPenalty), $"The repetition penalty is {RepetitionPenalty}; it must be a positive number."),
            (StopStrings.All(text => text.Length > 0), "A stop string is empty; it would end every response at once."),
            (MaxNewTokens >= 1, $"The longest response is {MaxNewTokens} tokens; it must be at least 1."),
        ];
        foreach ((bool holds, string otherwise) in rules)
        {
            if (!holds) throw new CppoException(otherwise, "Correct the sampling option; choose greedy decoding for the limit at temperature 0.");
        }
    }
}
