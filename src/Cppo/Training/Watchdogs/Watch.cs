namespace Cppo.Training.Watchdogs;

/// <summary>Asks all watchdogs after a step, and raises what is new or has become worse.</summary>
internal static class Watch
{
    /// <summary>What is to be raised now.</summary>
    /// <param name="steps">All steps made, the last one included.</param>
    /// <param name="raised">What was raised before.</param>
    /// <param name="options">Thresholds.</param>
    public static IReadOnlyList<TrainingWarning> Ask(
        IReadOnlyList<StepMetrics> steps, IReadOnlyList<TrainingWarning> raised, WatchdogOptions options) => options.IsOn
        ? [.. Watchdog.All.Select(ask => ask(steps, options)).OfType<TrainingWarning>().Where(found => IsNews(found, raised, options))]
        : [];

    private static bool IsNews(TrainingWarning found, IReadOnlyList<TrainingWarning> raised, WatchdogOptions options) =>
        raised.LastOrDefault(before => before.Name == found.Name) is not { } last || found.Severity >= options.WorseFactor * last.Severity;
}
