using Cppo.Evaluation.Comparisons;
using Cppo.Interactive.Rendering;
using Cppo.Training;
using Spectre.Console;

namespace Cppo.Kernel.Commands.Terminal;

/// <summary>How far a comparison is: one line in place on a terminal, else a line every few seconds.</summary>
/// <param name="console">Where to tell it.</param>
/// <param name="redraws">Whether the line can be drawn anew.</param>
/// <param name="clock">The time.</param>
internal sealed class ComparisonProgressLine(IAnsiConsole console, bool redraws, TimeProvider clock)
{
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(330);

    private long? told;

    /// <summary>Tells a moment, unless one was just told.</summary>
    public void Tell(MethodComparison comparison)
    {
        if (comparison.Progress is not { Now.Length: > 0 } progress) return;
        if (told is { } before && clock.GetElapsedTime(before) < (redraws ? Redraw : CountProgress.Pause)) return;
        told = clock.GetTimestamp();
        TrainingHistory? running = comparison.Runs.FirstOrDefault(run => !run.IsFinished && progress.Now.StartsWith($"{run.Method}, seed {run.Seed}", StringComparison.Ordinal))?.History;
        string step = running is null ? "" : $", step {running.Steps.Count}, reward {Numbers.Plain(Curve.Last(running.Steps, one => one.Reward), 2)}";
        string left = progress.Left is { } time ? $", {Numbers.Time(time)} left" : "";
        string line = TextEncoder.Terminal($"{Numbers.Share(progress.Share)}, {progress.FinishedRuns} of {comparison.Runs.Count} runs: {progress.Now}{step}{left}");
        if (!redraws)
        {
            console.WriteLine(line);
            return;
        }

        End();
        console.Write(new Spectre.Console.Text(line, new Style(Color.Grey)));
    }

    /// <summary>Clears the line.</summary>
    public void End()
    {
        if (redraws) console.Write(new ControlCode("\r\u001b[2K"));
    }
}
