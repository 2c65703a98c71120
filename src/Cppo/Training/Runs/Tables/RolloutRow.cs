namespace Cppo.Training.Runs.Tables;

/// <summary>One response of a step, as a run directory keeps it.</summary>
public sealed record RolloutRow
{
    /// <summary>Number of the step, from 0.</summary>
    public required int Step { get; init; }

    /// <summary>Which of the step's prompts, from 0.</summary>
    public required int Group { get; init; }

    /// <summary>Which of the prompt's responses, from 0.</summary>
    public required int Row { get; init; }

    /// <summary>The sample's id.</summary>
    public required ulong Sample { get; init; }

    /// <summary>Kind of task; empty where unknown.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Difficulty; -1 where unknown.</summary>
    public int Level { get; init; } = -1;

    /// <summary>The user's text.</summary>
    public required string Question { get; init; }

    /// <summary>The target of the grader.</summary>
    public required string Answer { get; init; }

    /// <summary>The response, special tokens left out.</summary>
    public required string Response { get; init; }

    /// <summary>The sampled ids, the end token included.</summary>
    public required IReadOnlyList<int> TokenIds { get; init; }

    /// <summary>Log-probability of each of them when it was drawn, nats.</summary>
    public required IReadOnlyList<float> LogProbabilities { get; init; }

    /// <summary>Why the response ended ("EndToken", "StopString", "Length").</summary>
    public required string Stop { get; init; }

    /// <summary>Tokens of the prompt, those of the pictures included.</summary>
    public required int PromptTokens { get; init; }

    /// <summary>The reward; NaN where it could not be computed.</summary>
    public required double Reward { get; init; }

    /// <summary>Its parts by name, before weighting; columns "reward_NAME" in the file.</summary>
    public required IReadOnlyDictionary<string, double> RewardParts { get; init; }

    /// <summary>The group advantage.</summary>
    public required double Advantage { get; init; }

    /// <summary>Whether the answer counts as right.</summary>
    public required bool Correct { get; init; }

    /// <summary>The answer found in the response; null where there is none.</summary>
    public string? Extracted { get; init; }

    /// <summary>The extracted answer in the form in which it was compared.</summary>
    public required string NormalForm { get; init; }

    /// <summary>The target in the form in which it was compared.</summary>
    public required string TargetNormalForm { get; init; }

    /// <summary>The rule that decided, in words.</summary>
    public required string Rule { get; init; }

    /// <summary>The information-preserving views of the pictures, in words with what was drawn; empty where none was.</summary>
    public string Preserving { get; init; } = "";

    /// <summary>The information-removing views of the pictures, in words with what was drawn; empty where none was.</summary>
    public string Removing { get; init; } = "";
}
