namespace Cppo.Training;

/// <summary>What a step leaves for its run: the numbers of every kind of training, and the responses where there are any.</summary>
/// <param name="Metrics">The step's numbers.</param>
/// <param name="Groups">Prompts with their responses; empty for supervised learning.</param>
internal sealed record FinishedStep(StepMetrics Metrics, IReadOnlyList<GroupRecord> Groups);
