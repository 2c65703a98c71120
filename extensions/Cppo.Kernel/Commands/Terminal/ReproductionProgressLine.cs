using Cppo.Evaluation.Reproduction;
using Cppo.Interactive.Rendering;
using Spectre.Console;

namespace Cppo.Kernel.Commands.Terminal;

/// <summary>How far a reproduction is: one line in place on a terminal, else a line now and then.</summary>
/// <param name="console">Where to tell it.</param>
/// <param name="redraws">Whether the line can be drawn anew.</param>
/// <param name="clock">The time.</param>
internal sealed class ReproductionProgressLine(IAnsiConsole console, bool redraws, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(20);

    private readonly long begun = clock.GetTimestamp();
    private double? before;
    private long? told;

    /// <summary>Tells a moment.</summary>
    public void Tell(ReproductionStatus status)
    {
        before ??= status.Share;
        if (!redraws && told is { } last && clock.GetElapsedTime(last) < Pause) return;
        told = clock.GetTimestamp();
        double made = status.Share - before.Value;
        TimeSpan elapsed = clock.GetElapsedTime(begun);
        string left = made > 1e-3 && status.Share < 1 ? $", {Numbers.Time(elapsed * ((1 - status.Share) / made))} left" : "";
        string line = TextEncoder.Terminal($"{Numbers.Share(status.Share)}, {status.Done} of {status.Jobs} jobs{left}: {string.Join("; ", status.Now)}");
        if (!redraws)
        {
            console.WriteLine(line);
            return;
        }

        End();
        int width = Math.Max(20, console.Profile.Width - 1);
        console.Write(new Spectre.Console.Text(line.Length <= width ? line : line[..(width - 1)] + "…", new Style(Color.Grey)));
    }

    /// <summary>Clears the line.</summary>
    public void End()
    {
        if (redraws) console.Write(new ControlCode("\r\u001b[2K"));
    }
}
