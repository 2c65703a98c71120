namespace Cppo.Evaluation.Comparisons;

/// <summary>How far a comparison is.</summary>
/// <param name="Share">Done of all runs, 0..1; what lay there before counts.</param>
/// <param name="FinishedRuns">Runs of which nothing is left to do.</param>
/// <param name="Elapsed">Since it was begun or continued.</param>
/// <param name="Left">Time left at this rate; null where no rate is known.</param>
/// <param name="Now">What goes on, in words; empty when nothing does.</param>
public sealed record ComparisonProgress(double Share, int FinishedRuns, TimeSpan Elapsed, TimeSpan? Left, string Now);
