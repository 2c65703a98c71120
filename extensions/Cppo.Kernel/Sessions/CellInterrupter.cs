using System.Diagnostics;

namespace Cppo.Kernel.Sessions;

/// <summary>
/// Stops a cell, in three steps, since .NET cannot stop a thread from outside. At once: the cell's token is cancelled and its
/// loops and methods throw at their next check. After <see cref="WaitGrace"/>: if the cell's thread waits for something (a sleep, a
/// lock, a task), the wait is broken. After <see cref="NativeGrace"/>, or at a second request that is not a double click: the cell
/// is given up; its thread is left behind and the kernel goes on with a new one.
/// </summary>
internal sealed class CellInterrupter
{
    private static readonly TimeSpan WaitGrace = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan DoubleClick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan NativeGrace = TimeSpan.FromSeconds(8);
    private readonly Lock gate = new();
    private CellRun? run;
    private CellThread? thread;
    private long firstRequest;
    private TaskCompletionSource abandoned = NewSignal();

    /// <summary>Ends when the running cell has been given up.</summary>
    public Task Abandoned => abandoned.Task;

    /// <summary>A cell starts.</summary>
    public void Begin(CellRun started, CellThread on)
    {
        lock (gate)
        {
            (run, thread) = (started, on);
            abandoned = NewSignal();
        }
    }

    /// <summary>The cell has ended or was given up.</summary>
    public void End()
    {
        lock (gate) (run, thread) = (null, null);
    }

    /// <summary>Asks the running cell to stop; does nothing between cells.</summary>
    public void Interrupt()
    {
        CellRun? stopping;
        lock (gate)
        {
            stopping = run;
            if (stopping is null) return;
            if (stopping.InterruptRequested)
            {
                if (Stopwatch.GetElapsedTime(firstRequest) > DoubleClick) abandoned.TrySetResult();
                return;
            }

            firstRequest = Stopwatch.GetTimestamp();
        }

        stopping.RequestInterrupt();
        _ = EscalateAsync(stopping);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task EscalateAsync(CellRun stopping)
    {
        await Task.Delay(WaitGrace).ConfigureAwait(false);
        lock (gate)
        {
            if (run != stopping) return;
            if (!stopping.FinishesByItself) thread?.BreakWait();
        }

        await Task.Delay(TimeSpan.FromSeconds(1.6)).ConfigureAwait(false);
        lock (gate)
        {
            if (run != stopping) return;
            stopping.Output.Stream(StreamName.Error, "Interrupting: waiting for the running step to end. Interrupt again to give the cell up.\n");
            if (stopping.FinishesByItself) return;
        }

        await Task.Delay(NativeGrace - WaitGrace).ConfigureAwait(false);
        lock (gate)
        {
            if (run == stopping && !stopping.FinishesByItself) abandoned.TrySetResult();
        }
    }
}
