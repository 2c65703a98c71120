using Cppo.Kernel.Languages;

namespace Cppo.Kernel.Sessions;

/// <summary>
/// One execution of one cell. It travels with the cell's execution context, so what a background task of the cell prints later
/// still belongs to this cell, and an interrupt reaches only the code that this cell started.
/// </summary>
internal sealed class CellRun(int number, ICellOutput output, ISet<string>? carried = null) : IDisposable
{
    private static readonly AsyncLocal<CellRun?> Flowing = new();
    private static CellRun? latest;
    private readonly CancellationTokenSource cancellation = new();
    private bool ended;

    /// <summary>The run that the calling code belongs to; otherwise the one that started last; null before the first cell.</summary>
    public static CellRun? Current => Flowing.Value ?? Volatile.Read(ref latest);

    /// <summary>The run that the calling code belongs to; null outside of every cell. What stops code asks here, so that it never meets another cell's request.</summary>
    public static CellRun? Own => Flowing.Value;

    /// <summary>The execution count, from 1.</summary>
    public int Number { get; } = number;

    /// <summary>Where outputs go.</summary>
    public ICellOutput Output { get; } = output;

    /// <summary>Script libraries that outputs of the session carry already.</summary>
    public ISet<string> Carried { get; } = carried ?? new HashSet<string>();

    /// <summary>Cancelled when the user interrupts.</summary>
    public CancellationToken Cancellation => cancellation.Token;

    /// <summary>Whether the user has asked for a stop.</summary>
    public bool InterruptRequested => cancellation.IsCancellationRequested;

    /// <summary>
    /// Whether the running code looks at <see cref="Cancellation"/> and ends at its own next safe point, as our magics do (a
    /// training step ends with nothing lost). It is then never broken off, unless the user insists.
    /// </summary>
    public bool FinishesByItself { get; set; }

    /// <summary>Whether the thread of the cell is not to run another: the runtime hangs when code is broken off a second time on one thread.</summary>
    public bool ThreadIsSpent { get; set; }

    /// <summary>Whether what was interrupted has told the user what is kept and how to go on.</summary>
    public bool SaidWhatIsKept { get; set; }

    /// <summary>Makes this the run of the calling execution context.</summary>
    public void Enter()
    {
        Flowing.Value = this;
        Volatile.Write(ref latest, this);
    }

    /// <summary>Asks the cell to stop: its token is cancelled and its instrumented code throws at the next check.</summary>
    public void RequestInterrupt()
    {
        lock (cancellation)
        {
            if (ended || cancellation.IsCancellationRequested) return;
            CellCancellation.Raise();
        }

        // Whoever waits for the token goes on elsewhere, not on the thread that carries interrupts.
        _ = cancellation.CancelAsync();
    }

    /// <summary>Ends the run. A cell that was given up keeps its request, so that its code throws whenever it next gets a turn.</summary>
    /// <param name="abandoned">Whether the cell's thread is still busy.</param>
    public void End(bool abandoned)
    {
        lock (cancellation)
        {
            if (ended) return;
            ended = true;
            if (cancellation.IsCancellationRequested && !abandoned) CellCancellation.Lower();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => End(abandoned: false);
}
