namespace Cppo.Evaluation;

/// <summary>One figure of an evaluation.</summary>
/// <param name="Name">As the field calls it ("avg@8", "pass@4", "majority@8", "greedy").</param>
/// <param name="Value">A share, 0..1.</param>
/// <param name="Interval">Its 95 % interval.</param>
public readonly record struct Estimate(string Name, double Value, ConfidenceInterval Interval);
