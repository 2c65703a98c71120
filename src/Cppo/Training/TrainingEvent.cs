using Cppo.Training.Watchdogs;

namespace Cppo.Training;

/// <summary>Something that happened in a run, for <see cref="TrainingEvents.FollowAsync"/>. Plain numbers, no tensors.</summary>
public abstract record TrainingEvent;

/// <summary>A step was made and stored.</summary>
/// <param name="Metrics">Its numbers.</param>
/// <param name="Progress">How far the run is then.</param>
public sealed record StepFinished(StepMetrics Metrics, RunProgress Progress) : TrainingEvent;

/// <summary>The policy was evaluated.</summary>
/// <param name="Accuracy">What was measured.</param>
public sealed record EvaluationFinished(AccuracyPoint Accuracy) : TrainingEvent;

/// <summary>A watchdog barked.</summary>
/// <param name="Warning">What it says.</param>
public sealed record WarningRaised(TrainingWarning Warning) : TrainingEvent;
