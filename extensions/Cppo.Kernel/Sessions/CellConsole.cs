using System.Text;

namespace Cppo.Kernel.Sessions;

/// <summary>Console output of cells: what is written goes to the cell that the writing code belongs to.</summary>
internal sealed class CellConsole(StreamName name) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <inheritdoc/>
    public override void Write(char value) => Write(value.ToString());

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    /// <inheritdoc/>
    public override void Write(string? value)
    {
        if (!string.IsNullOrEmpty(value)) CellRun.Current?.Output.Stream(name, value);
    }

    /// <inheritdoc/>
    public override void WriteLine() => Write("\n");

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Write(value + "\n");
}

/// <summary>Console input of cells: a line is asked from the user.</summary>
internal sealed class CellInput : TextReader
{
    private string pending = "";

    /// <inheritdoc/>
    public override string? ReadLine()
    {
        if (pending.Length > 0)
        {
            string rest = pending.TrimEnd('\n');
            pending = "";
            return rest;
        }

        return CellRun.Current is { } run ? run.Output.ReadLine("", false, run.Cancellation) : null;
    }

    /// <inheritdoc/>
    public override int Peek() => pending.Length > 0 ? pending[0] : -1;

    /// <inheritdoc/>
    public override int Read()
    {
        if (pending.Length == 0) pending = ReadLine() is { } line ? line + "\n" : "";
        if (pending.Length == 0) return -1;
        char next = pending[0];
        pending = pending[1..];
        return next;
    }
}

/// <summary>Puts the cells' console in place of the process's, and gives the old one back at the end.</summary>
internal sealed class ConsoleRedirection : IDisposable
{
    private readonly TextWriter standardOut = Console.Out;
    private readonly TextWriter standardError = Console.Error;
    private readonly TextReader standardIn = Console.In;

    public ConsoleRedirection()
    {
        Console.SetOut(new CellConsole(StreamName.Out));
        Console.SetError(new CellConsole(StreamName.Error));
        Console.SetIn(new CellInput());
    }

    /// <summary>The terminal's own standard output.</summary>
    public TextWriter StandardOut => standardOut;

    /// <inheritdoc/>
    public void Dispose()
    {
        Console.SetOut(standardOut);
        Console.SetError(standardError);
        Console.SetIn(standardIn);
    }
}
