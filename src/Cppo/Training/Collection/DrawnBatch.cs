using Cppo.Rollouts;

namespace Cppo.Training.Collection;

/// <summary>The responses of a batch, and how they came about.</summary>
/// <param name="Number">The step that learns from them.</param>
/// <param name="DrawnAt">The step at whose beginning the policy drew them.</param>
/// <param name="Groups">Prompts with their responses.</param>
internal sealed record DrawnBatch(int Number, int DrawnAt, IReadOnlyList<DrawnGroup> Groups)
{
    /// <summary>Rounds of prompts.</summary>
    public int Rounds { get; init; } = 1;

    /// <summary>Groups that were dropped because they had no signal.</summary>
    public int Dropped { get; init; }
}

/// <summary>The responses to one prompt.</summary>
/// <param name="Round">The round that its prompt came in.</param>
/// <param name="Group">Prompt and responses.</param>
/// <param name="Scored">With rewards, where they were needed already; else null.</param>
internal sealed record DrawnGroup(int Round, RolloutGroup Group, GroupRecord? Scored = null);
