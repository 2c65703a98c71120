using Cppo.Interactive.Rendering;
using Spectre.Console;

namespace Cppo.Kernel.Commands.Terminal;

/// <summary>
/// Shows a training while it runs: a picture in place on a terminal, else a line every few seconds. What the training throws goes
/// through; the picture then stays as it was.
/// </summary>
/// <param name="console">Where to show it.</param>
/// <param name="redraws">Whether a picture can be drawn anew.</param>
/// <param name="clock">The time.</param>
internal sealed class TrainingDisplay(IAnsiConsole console, bool redraws, TimeProvider clock)
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private long shown;
    private int linesUpTo = -1;
    private TrainingState? last;

    /// <summary>Runs a training and shows every moment that it reports.</summary>
    /// <param name="train">Carries it out; calls what it gets with every new state.</param>
    public void Show(Action<Action<TrainingState>> train)
    {
        if (redraws) Draw(train);
        else train(Tell);
    }

    private void Draw(Action<Action<TrainingState>> train) => console.Live(new Rows()).Start(context =>
    {
        Lock gate = new();
        using ITimer timer = clock.CreateTimer(_ => Redraw(), null, Tick, Tick);
        train(state =>
        {
            lock (gate) (last, shown) = (state, clock.GetTimestamp());
            Redraw();
        });

        void Redraw()
        {
            lock (gate)
            {
                if (last is { } state) context.UpdateTarget(TrainingScreen.Of(state, clock.GetElapsedTime(shown)));
            }
        }
    });

    private void Tell(TrainingState state)
    {
        bool first = last is null, ends = state.Progress.Done >= state.Progress.Total;
        string[] news = [.. state.Warnings.Except(last?.Warnings ?? [])];
        last = state;
        if (first) console.WriteLine(TextEncoder.Terminal(state.Title));
        foreach (string warning in news) console.WriteLine(TextEncoder.Terminal($"Warning: {warning}"));
        if (state.Progress.Done == linesUpTo || (!ends && linesUpTo > 0 && clock.GetElapsedTime(shown) < CountProgress.Pause)) return;
        if (state.Metrics.Count == 0) return;
        (linesUpTo, shown) = (state.Progress.Done, clock.GetTimestamp());
        string metrics = string.Join("  ", state.Metrics.Select(metric => $"{metric.Name} {metric.Latest}"));
        console.WriteLine(TextEncoder.Terminal($"step {state.Progress.Done} of {state.Progress.Total}  {metrics}  {state.Rate}"));
        if (ends && state.Phases.Count > 0) console.WriteLine(TextEncoder.Terminal(TrainingScreen.Times(state)));
    }
}
