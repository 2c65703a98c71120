using Cppo.Interactive.Rendering;
using Cppo.Kernel.Headless;
using Cppo.Kernel.Sessions;
using Spectre.Console;

namespace Cppo.Kernel.Commands.Terminal;

/// <summary>Says on the terminal which cell runs and how long each took.</summary>
internal sealed class TerminalProgress(IAnsiConsole console) : IRunProgress
{
    private const int Shown = 70;

    /// <inheritdoc/>
    public void Started(int index, int count, NotebookCell cell)
    {
        // On a terminal the line is completed when the cell ends; a log gets one line a cell.
        if (console.Profile.Capabilities.Interactive) console.Markup($"[grey]{Counter(index, count)}[/] {Markup.Escape(Summary(cell))} [grey]…[/]");
    }

    /// <inheritdoc/>
    public void Ended(int index, int count, NotebookCell cell, TimeSpan time, CellError? error)
    {
        if (console.Profile.Capabilities.Interactive) console.Write(new ControlCode("\r\u001b[2K"));
        string mark = error is null ? "[green]✓[/]" : "[red]✕[/]";
        console.MarkupLine($"[grey]{Counter(index, count)}[/] {mark} {time.TotalSeconds,7:0.00} s  {Markup.Escape(Summary(cell))}");
    }

    private static string Counter(int index, int count) => $"{(index + 1).ToString().PadLeft(count.ToString().Length)}/{count}";

    private static string Summary(NotebookCell cell)
    {
        string line = TextEncoder.Terminal(cell.Source.Split('\n').Select(text => text.Trim()).FirstOrDefault(text => text.Length > 0 && !text.StartsWith("//")));
        return line.Length <= Shown ? line : line[..(Shown - 1)] + "…";
    }
}
