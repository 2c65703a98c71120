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
    string Rule);

/// <summary>One part of a reward.</summary>
/// <param name="Name">For instance "accuracy" or "format".</param>
/// <param name="Value">Before weighting, usually 0 or 1.</param>
/// <param name="Weight">Its share of the total.</param>
public readonly record struct RewardPart(string Name, double Value, double Weight);

/// <summary>The reward of one response: the weighted sum of its parts, each of them kept.</summary>
/// <param name="Parts">The parts in the order in which they were computed.</param>
/// <param name="Grade">The verdict behind the accuracy part.</param>
public sealed record Reward(IReadOnlyList<RewardPart> Parts, Grade Grade)
{
    /// <summary>Sum of value times weight. Paper: 0.9 accuracy + 0.1 format.</summary>
    public double Total => Parts.Sum(part => part.Value * part.Weight);

    /// <summary>The value of a part by name; NaN where there is no such part.</summary>
    public double this[string name] =>
        Parts.Where(part => part.Name == name).Select(part => part.Value).DefaultIfEmpty(double.NaN).First();
}

/// <summary>Scores one response against its sample.</summary>
public interface IRewardFunction
{
    /// <summary>Scores a response.</summary>
    /// <param name="response">The decoded text, special tokens left out.</param>
    /// <param name="target">The sample's answer.</param>
    Reward Score(string response, string target);
}
