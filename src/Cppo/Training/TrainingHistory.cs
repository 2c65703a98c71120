using Cppo.Training.Watchdogs;

namespace Cppo.Training;

/// <summary>Accuracy measured before, during or after training.</summary>
/// <param name="Step">Updates made before the measurement.</param>
/// <param name="Correct">Right answers.</param>
/// <param name="Total">Answers.</param>
public readonly record struct AccuracyPoint(int Step, int Correct, int Total)
{
    /// <summary>Correct / Total.</summary>
    public double Accuracy => (double)Correct / Total;
}

/// <summary>A run so far: what curves and progress are drawn from. Grows while the run goes on.</summary>
/// <param name="method">The method's name.</param>
/// <param name="totalSteps">Steps that the run will make.</param>
public sealed class TrainingHistory(string method, int totalSteps)
{
    private readonly List<StepMetrics> steps = [];
    private readonly List<AccuracyPoint> evaluations = [];
    private readonly List<TrainingWarning> warnings = [];

    /// <summary>The method's name.</summary>
    public string Method { get; } = method;

    /// <summary>Steps that the run will make.</summary>
    public int TotalSteps { get; } = totalSteps;

    /// <summary>Steps made, in order.</summary>
    public IReadOnlyList<StepMetrics> Steps => steps;

    /// <summary>Accuracies on held-out samples, in order; may be empty.</summary>
    public IReadOnlyList<AccuracyPoint> Evaluations => evaluations;

    /// <summary>What watchdogs raised, in order; may be empty.</summary>
    public IReadOnlyList<TrainingWarning> Warnings => warnings;

    /// <summary>Wall time since the run or its resumption began.</summary>
    public TimeSpan Elapsed { get; set; }

    /// <summary>Steps that were made before the run was resumed; they do not count for the rate.</summary>
    public int ResumedAt { get; set; }

    /// <summary>Whether all steps were made.</summary>
    public bool IsComplete => steps.Count >= TotalSteps;

    /// <summary>Adds a step.</summary>
    public void Add(StepMetrics metrics) => steps.Add(metrics);

    /// <summary>Adds an evaluation.</summary>
    public void Add(AccuracyPoint accuracy) => evaluations.Add(accuracy);

    /// <summary>Adds a warning.</summary>
    public void Add(TrainingWarning warning) => warnings.Add(warning);
}
