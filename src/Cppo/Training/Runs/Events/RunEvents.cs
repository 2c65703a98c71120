namespace Cppo.Training.Runs.Events;

/// <summary>What a run's event file holds: a head, then steps and evaluations in order.</summary>
internal static class RunEvents
{
    /// <summary>Tag of the accuracy on held-out samples.</summary>
    public const string Accuracy = "eval/accuracy";

    /// <summary>All events of a history, as of now. An evaluation stands before the step that it preceded.</summary>
    public static IReadOnlyList<TensorBoardEvent> Of(IReadOnlyList<StepMetrics> steps, IReadOnlyList<AccuracyPoint> evaluations) =>
    [
        TensorBoardEvent.Head(Now),
        .. steps.Select(metrics => (Key: (2L * metrics.Step) + 1, Event: Of(metrics)))
            .Concat(evaluations.Select(accuracy => (Key: 2L * accuracy.Step, Event: Of(accuracy))))
            .OrderBy(entry => entry.Key).Select(entry => entry.Event),
    ];

    public static TensorBoardEvent Of(StepMetrics metrics) =>
        new(Now, metrics.Step, [.. metrics.Numbers.Select(number => KeyValuePair.Create(number.Key, (float)number.Value))]);

    public static TensorBoardEvent Of(AccuracyPoint accuracy) => new(Now, accuracy.Step, [new(Accuracy, (float)accuracy.Accuracy)]);

    private static double Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;
}
