namespace Cppo.Training.Watchdogs;

/// <summary>Something in a run's numbers that usually means that the run wastes its time.</summary>
/// <param name="Name">The watchdog's name ("entropy collapse").</param>
/// <param name="Step">The step after which it was seen, from 0.</param>
/// <param name="Problem">One sentence with the numbers.</param>
/// <param name="Advice">One sentence that says what to do.</param>
/// <param name="Severity">How far the threshold is passed: 1 at the threshold, 2 twice as bad.</param>
public sealed record TrainingWarning(string Name, int Step, string Problem, string Advice, double Severity);
