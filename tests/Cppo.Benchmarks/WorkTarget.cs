namespace Cppo.Benchmarks;

/// <summary>A number that was asked for, and the one that was measured.</summary>
/// <param name="Name">What, and against whom.</param>
/// <param name="Needed">The bound.</param>
/// <param name="Measured">NaN where it could not be measured.</param>
/// <param name="IsUpperBound">Whether the measured number may be at most the bound; otherwise it has to be at least that.</param>
internal sealed record WorkTarget(string Name, double Needed, double Measured, bool IsUpperBound = false)
{
    private static readonly Dictionary<string, (double Rollout, double Update)> Asked = new()
    {
        ["starter"] = (3, 4), ["small"] = (3, 3), ["medium"] = (2, 2.5),
    };

    /// <summary>Whether the bound is kept. What was not measured is not met.</summary>
    public bool IsMet => IsUpperBound ? Measured <= Needed : Measured >= Needed;

    /// <summary>How many times as fast as transformers a rollout is to be.</summary>
    public static double? RolloutOf(string work) => Asked.TryGetValue(work, out (double Rollout, double Update) asked) ? asked.Rollout : null;

    /// <summary>How many times as fast as a verl-style update a GRPO update is to be.</summary>
    public static double? UpdateOf(string work) => Asked.TryGetValue(work, out (double Rollout, double Update) asked) ? asked.Update : null;

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Measured:F2}, asked {(IsUpperBound ? "at most" : "at least")} {Needed:G4}: {(IsMet ? "met" : "NOT MET")}";
}
