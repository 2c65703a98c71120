namespace Cppo.Training;

/// <summary>How far a run is and how long it will take.</summary>
/// <param name="Done">Steps made, those before a resumption included.</param>
/// <param name="Total">Steps of the whole run.</param>
/// <param name="Elapsed">Wall time since the run or its resumption began.</param>
/// <param name="SecondsPerStep">Since then; NaN before the first step.</param>
/// <param name="TokensPerSecond">Response tokens a second over the last ten steps; NaN before the first step.</param>
public sealed record RunProgress(int Done, int Total, TimeSpan Elapsed, double SecondsPerStep, double TokensPerSecond)
{
    /// <summary>Share of the steps made, 0..1.</summary>
    public double Share => Total == 0 ? 1 : Math.Clamp((double)Done / Total, 0, 1);

    /// <summary>Time left at this rate; null before the first step and after the last.</summary>
    public TimeSpan? Left =>
        Done >= Total || double.IsNaN(SecondsPerStep) ? null : TimeSpan.FromSeconds(SecondsPerStep * (Total - Done));

    /// <summary>Reads a history.</summary>
    public static RunProgress Of(TrainingHistory history)
    {
        int here = history.Steps.Count - history.ResumedAt;
        return new(
            history.Steps.Count,
            history.TotalSteps,
            history.Elapsed,
            here > 0 ? history.Elapsed.TotalSeconds / here : double.NaN,
            Curve.Last(history.Steps, step => step.TokensPerSecond));
    }
}
