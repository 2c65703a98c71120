using Cppo.Runtime;

namespace Cppo.Training.Runs;

/// <summary>What has become of a run.</summary>
public enum RunState
{
    /// <summary>Some process writes it now, and steps are left.</summary>
    Running,

    /// <summary>All its steps are made.</summary>
    Finished,

    /// <summary>No process writes it, and steps are left.</summary>
    Interrupted,
}

/// <summary>A run in one row of a table.</summary>
/// <param name="Folder">Where it lies.</param>
/// <param name="Method">The method's name; empty where the run does not say.</param>
/// <param name="State">What has become of it.</param>
/// <param name="Steps">Steps made.</param>
/// <param name="TotalSteps">Steps of the whole run; 0 where the run does not say.</param>
public sealed record RunSummary(string Folder, string Method, RunState State, int Steps, int TotalSteps)
{
    /// <summary>Mean reward of the last ten steps; NaN before the first.</summary>
    public double Reward { get; init; } = double.NaN;

    /// <summary>Mean accuracy of the last ten steps' responses; NaN before the first.</summary>
    public double Accuracy { get; init; } = double.NaN;

    /// <summary>The last accuracy on held-out samples; null where none was measured.</summary>
    public AccuracyPoint? HeldOut { get; init; }

    /// <summary>The last step; null before the first.</summary>
    public StepMetrics? Last { get; init; }

    /// <summary>What a user should know: a damaged file, and what watchdogs raised.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The state as a word.</summary>
    public string StateInWords => State.ToString().ToLowerInvariant();

    /// <summary>Reads a run directory. A damaged file of it becomes a warning.</summary>
    public static RunSummary Of(StoredRun run)
    {
        bool running = run.IsRunning;
        TrainingHistory history;
        List<string> warnings = [];
        try
        {
            history = run.History();
        }
        catch (CppoException error)
        {
            history = new(run.Method, run.TotalSteps);
            warnings.Add($"{error.Message} {error.Advice}");
        }

        warnings.AddRange(history.Warnings.Select(warning => $"step {warning.Step + 1}: {warning.Problem} {warning.Advice}"));
        return new(
            run.Folder,
            run.Method,
            history.IsComplete ? RunState.Finished : running ? RunState.Running : RunState.Interrupted,
            history.Steps.Count,
            run.TotalSteps)
        {
            Reward = Curve.Last(history.Steps, step => step.Reward),
            Accuracy = Curve.Last(history.Steps, step => step.Accuracy),
            HeldOut = history.Evaluations.Count > 0 ? history.Evaluations[^1] : null,
            Last = history.Steps.Count > 0 ? history.Steps[^1] : null,
            Warnings = warnings,
        };
    }
}
