using Cppo.Interactive.Rendering;
using Spectre.Console;

namespace Cppo.Kernel.Commands.Terminal;

/// <summary>How far a count is, with rate and time left: one line in place on a terminal, else a line every few seconds.</summary>
/// <param name="console">Where to tell it.</param>
/// <param name="redraws">Whether the line can be drawn anew.</param>
/// <param name="what">What is counted, in words ("starter: samples").</param>
/// <param name="total">How many there will be.</param>
/// <param name="clock">The time.</param>
internal sealed class CountProgress(IAnsiConsole console, bool redraws, string what, int total, TimeProvider clock) : IProgress<int>, IDisposable
{
    /// <summary>Time between two lines of a log.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly long start = clock.GetTimestamp();
    private TimeSpan told;

    /// <inheritdoc/>
    public void Report(int value)
    {
        TimeSpan elapsed = clock.GetElapsedTime(start);
        if (!redraws && elapsed - told < Pause) return;
        told = elapsed;
        double rate = value / Math.Max(elapsed.TotalSeconds, 1e-3);
        string left = value > 0 && value < total ? $", {Numbers.Time(TimeSpan.FromSeconds((total - value) / rate))} left" : "";
        string line = $"{TextEncoder.Terminal(what)} {Numbers.Count(value)} of {Numbers.Count(total)}, {Numbers.Fixed(rate, 1)} a second{left}";
        if (!redraws)
        {
            console.WriteLine(line);
            return;
        }

        Clear();
        console.Write(new Spectre.Console.Text(line, new Style(Color.Grey)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (redraws) Clear();
    }

    private void Clear() => console.Write(new ControlCode("\r\u001b[2K"));
}
