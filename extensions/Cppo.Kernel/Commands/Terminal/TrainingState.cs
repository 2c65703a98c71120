using Cppo.Interactive.Rendering;
using Cppo.Training;

namespace Cppo.Kernel.Commands.Terminal;

/// <summary>One metric of a run, as text.</summary>
/// <param name="Name">In words.</param>
/// <param name="Latest">Of the last step.</param>
/// <param name="Mean">Over the last ten steps.</param>
/// <param name="Curve">All steps as a sparkline.</param>
internal sealed record MetricRow(string Name, string Latest, string Mean, string Curve);

/// <summary>A run at one moment, ready to be written: nothing of it changes while another thread draws it.</summary>
/// <param name="Title">Method and place.</param>
/// <param name="Progress">How far it is.</param>
/// <param name="Metrics">The metrics that this method has.</param>
/// <param name="Phases">Mean seconds of each phase over the last ten steps, in the order of a step.</param>
/// <param name="HeldOut">The last accuracy on held-out samples, in words; empty where there is none.</param>
/// <param name="Warnings">What watchdogs raised, in words, in order.</param>
internal sealed record TrainingState(
    string Title,
    RunProgress Progress,
    IReadOnlyList<MetricRow> Metrics,
    IReadOnlyList<PhaseTime> Phases,
    string HeldOut,
    IReadOnlyList<string> Warnings)
{
    private const int Window = 10, CurveWidth = 40;

    private static readonly (string Name, Func<StepMetrics, double> Value, Func<double, string> Text)[] Shown =
    [
        ("reward", step => step.Reward, value => Numbers.Plain(value, 3)),
        ("accuracy", step => step.Accuracy, Numbers.Share),
        ("entropy", step => step.Entropy, Numbers.Nats),
        ("KL", step => step.Kl, Numbers.Scientific),
        ("CPL", step => step.Cpl, Numbers.Nats),
        ("selected", step => step.SelectedShare, Numbers.Share),
        ("length", step => step.Length, value => Numbers.Plain(value, 1)),
        ("gradient norm", step => step.GradientNorm, value => Numbers.Plain(value, 2)),
    ];

    /// <summary>Reads a history.</summary>
    /// <param name="history">The run so far.</param>
    /// <param name="place">Its folder as the user named it; null where it is kept in memory.</param>
    public static TrainingState Of(TrainingHistory history, string? place) => new(
        place is null ? history.Method : $"{history.Method} · {place}",
        RunProgress.Of(history),
        [.. Shown.Where(metric => history.Steps.Any(step => double.IsFinite(metric.Value(step)))).Select(metric => new MetricRow(
            metric.Name,
            metric.Text(metric.Value(history.Steps[^1])),
            metric.Text(Curve.Last(history.Steps, metric.Value, Window)),
            Sparkline.Of(history.Steps, metric.Value, CurveWidth)))],
        [.. history.Steps.TakeLast(1).SelectMany(step => step.Seconds.Keys)
            .Select(phase => new PhaseTime(phase, Curve.Last(history.Steps, step => step.Seconds.GetValueOrDefault(phase, double.NaN), Window)))],
        history.Evaluations.Count == 0 ? "" : $"{Numbers.Accuracy(history.Evaluations[^1].Accuracy)} % at step {history.Evaluations[^1].Step}",
        [.. history.Warnings.Select(warning => $"step {warning.Step + 1}: {warning.Problem} {warning.Advice}")]);

    /// <summary>Rate and time left, in words.</summary>
    public string Rate
    {
        get
        {
            string perStep = double.IsNaN(Progress.SecondsPerStep) ? "" : $"{Numbers.Time(TimeSpan.FromSeconds(Progress.SecondsPerStep))} a step";
            string tokens = double.IsFinite(Progress.TokensPerSecond) ? $"{Numbers.Count((long)Progress.TokensPerSecond)} tokens/s" : "";
            string left = Progress.Left is { } time ? $"{Numbers.Time(time)} left" : "";
            return string.Join(" · ", new[] { perStep, tokens, left }.Where(part => part.Length > 0));
        }
    }
}
