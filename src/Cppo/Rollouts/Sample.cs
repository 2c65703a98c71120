using Cppo.Images;

namespace Cppo.Rollouts;

/// <summary>One training or evaluation example: pictures, a question about them, and the answer that counts as right.</summary>
/// <param name="Id">Names the sample for good; random draws that belong to the sample are functions of it.</param>
/// <param name="Pictures">In the order of their placeholders.</param>
/// <param name="Question">The user's text, without placeholders.</param>
/// <param name="Answer">The target of the grader.</param>
public sealed record Sample(ulong Id, IReadOnlyList<Picture> Pictures, string Question, string Answer)
{
    /// <summary>What kind of task it is, for tables by category; empty where unknown.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Difficulty, 0 = easy; -1 where unknown.</summary>
    public int Level { get; init; } = -1;

    /// <summary>A response that is known to be right, where there is one.</summary>
    public string? Reference { get; init; }
}
