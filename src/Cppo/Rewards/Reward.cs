using Cppo.Rewards.Grading;
using Cppo.Rollouts;

namespace Cppo.Rewards;

/// <summary>The verdict on an answer, with its reason.</summary>
/// <param name="Correct">Whether the answer counts as right.</param>
/// <param name="Extracted">The answer found in the response, as written; null where there is none.</param>
/// <param name="Target">The expected answer, as written.</param>
/// <param name="NormalForm">The extracted answer in the form in which it was compared.</param>
/// <param name="TargetNormalForm">The target in the form in which it was compared.</param>
/// <param name="Rule">The rule that decided, in words ("equal after stage A", "no box in the response").</param>
public sealed record Grade(
    bool Correct,
    string? Extracted,
    string Target,
    string NormalForm,
    string TargetNormalForm,
    string Rule)
{
    /// <summary>False where there is no target, so that nothing was compared and <see cref="Correct"/> says nothing.</summary>
    public bool IsKnown { get; init; } = true;

    /// <summary>The grade of an answer whose target is not known.</summary>
    /// <param name="answer">The answer found; null where there is none.</param>
    public static Grade Unknown(string? answer) => new(false, answer, "", answer ?? "", "", GradingRule.NoTarget) { IsKnown = false };
}

/// <summary>One part of a reward.</summary>
/// <param name="Name">For instance "accuracy" or "format".</param>
/// <param name="Value">Before weighting, usually 0 or 1; NaN where it could not be computed.</param>
/// <param name="Weight">Its share of the total.</param>
public readonly record struct RewardPart(string Name, double Value, double Weight)
{
    /// <summary>Why the value could not be computed; null where it could.</summary>
    public string? Problem { get; init; }
}

/// <summary>The reward of one response: the weighted sum of its parts, each of them kept.</summary>
/// <param name="Parts">The parts in the order in which they were computed.</param>
/// <param name="Grade">The verdict behind the accuracy part.</param>
public sealed record Reward(IReadOnlyList<RewardPart> Parts, Grade Grade)
{
    /// <summary>Sum of value times weight; NaN where a part could not be computed. Paper: 0.9 accuracy + 0.1 format.</summary>
    public double Total => Parts.Sum(part => part.Value * part.Weight);

    /// <summary>
    /// Whether every part has a value. A response for which this is false takes no part in the statistics of its group and gets
    /// advantage 0, in every convention (TRL's rule for NaN; verl and AReaL have none).
    /// </summary>
    public bool IsComputable => double.IsFinite(Total);

    /// <summary>Why it is not computable, naming the parts; null where it is.</summary>
    public string? Problem => IsComputable ? null : string.Join("; ", Parts.Where(part => part.Problem is not null || !double.IsFinite(part.Value))
        .Select(part => $"{part.Name}: {part.Problem ?? "not a number"}"));

    /// <summary>The value of a part by name; NaN where there is no such part.</summary>
    public double this[string name] =>
        Parts.Where(part => part.Name == name).Select(part => part.Value).DefaultIfEmpty(double.NaN).First();
}

/// <summary>Scores one response against its sample.</summary>
public interface IRewardFunction
{
    /// <summary>Scores a text.</summary>
    /// <param name="response">The decoded text, special tokens left out.</param>
    /// <param name="target">The sample's answer.</param>
    Reward Score(string response, string target);

    /// <summary>Scores a sampled response, whose length in tokens and sample are known. Where not overridden: its text alone.</summary>
    /// <param name="response">What was sampled.</param>
    /// <param name="sample">What was asked.</param>
    Reward Score(Response response, Sample sample) => Score(response.Text, sample.Answer);
}
