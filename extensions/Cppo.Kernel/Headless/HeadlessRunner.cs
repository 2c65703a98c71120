using System.Diagnostics;
using Cppo.Kernel.Sessions;

namespace Cppo.Kernel.Headless;

/// <summary>The cell at which a run ended.</summary>
/// <param name="Number">The execution count of the cell ("[5]").</param>
/// <param name="Line">The line that failed, from 1; null where none is known.</param>
/// <param name="SourceLine">The text of that line.</param>
/// <param name="Error">What went wrong.</param>
internal sealed record FailedCell(int Number, int? Line, string SourceLine, CellError Error);

/// <summary>Hears how a run goes on.</summary>
internal interface IRunProgress
{
    /// <summary>A cell starts.</summary>
    /// <param name="index">Its place among the cells that are run, from 0.</param>
    /// <param name="count">How many are run.</param>
    /// <param name="cell">The cell.</param>
    void Started(int index, int count, NotebookCell cell);

    /// <summary>The cell has ended.</summary>
    void Ended(int index, int count, NotebookCell cell, TimeSpan time, CellError? error);
}

/// <summary>Runs a notebook from its first cell to its last in this process.</summary>
internal sealed class HeadlessRunner(IRunProgress progress, TimeSpan? cellTimeout)
{
    private NotebookSession? running;

    /// <summary>Whether the user has stopped the run.</summary>
    public bool Stopped { get; private set; }

    /// <summary>Stops the running cell, and with it the run; a second call gives up a cell that does not stop.</summary>
    public void Stop()
    {
        Stopped = true;
        Volatile.Read(ref running)?.Interrupt();
    }

    /// <summary>Runs the cells and puts their outputs into the document; stops at the first that fails.</summary>
    /// <param name="document">The notebook; changed in place.</param>
    /// <returns>The cell that failed; null where none did.</returns>
    public async Task<FailedCell?> RunAsync(NotebookDocument document)
    {
        List<NotebookCell> cells = [.. document.Cells.Where(cell => cell.IsCode && cell.Source.Trim().Length > 0)];
        foreach (NotebookCell cell in document.Cells.Where(cell => cell.IsCode))
        {
            cell.Outputs = [];
            cell.ExecutionCount = null;
        }

        using ConsoleRedirection console = new();
        using NotebookSession session = new();
        Volatile.Write(ref running, session);
        DisplayRegistry displays = new();
        List<(NotebookCell Cell, NotebookCellOutput Output)> finished = [];
        FailedCell? failed = null;
        for (int i = 0; i < cells.Count && failed is null && !Stopped; i++)
        {
            NotebookCellOutput output = new(displays);
            finished.Add((cells[i], output));
            failed = await RunCellAsync(session, cells, i, output).ConfigureAwait(false);
        }

        // Only now: a later cell may have replaced what an earlier one showed.
        foreach ((NotebookCell cell, NotebookCellOutput output) in finished) cell.Outputs = output.ToJson();
        return failed;
    }

    private async Task<FailedCell?> RunCellAsync(
        NotebookSession session, List<NotebookCell> cells, int index, NotebookCellOutput output)
    {
        NotebookCell cell = cells[index];
        int number = index + 1;
        cell.ExecutionCount = number;
        progress.Started(index, cells.Count, cell);
        long start = Stopwatch.GetTimestamp();

        using CancellationTokenSource timeout = new();
        if (cellTimeout is { } limit) timeout.CancelAfter(limit);
        CellOutcome outcome;
        using (timeout.Token.Register(session.Interrupt))
        {
            outcome = await session.ExecuteAsync(cell.Source, number, output, cell.Language).ConfigureAwait(false);
        }

        CellError? error = outcome.Error;
        if (error is { Interrupted: true } && !Stopped && cellTimeout is { } allowed)
        {
            error = new("Timeout", $"The cell ran longer than {allowed.TotalSeconds:0} s.", [$"Timeout: the cell ran longer than {allowed.TotalSeconds:0} s."]);
        }

        output.Finish(outcome with { Error = error }, number);
        progress.Ended(index, cells.Count, cell, Stopwatch.GetElapsedTime(start), error);
        if (error is null) return null;
        string[] lines = cell.Source.Split('\n');
        string line = error.Line is int at && at <= lines.Length ? lines[at - 1].Trim() : "";
        return new(number, error.Line, line, error);
    }
}
