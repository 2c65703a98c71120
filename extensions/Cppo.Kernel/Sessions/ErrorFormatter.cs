using System.Reflection;
using Cppo.Kernel.Languages;
using Cppo.Kernel.Languages.CSharp;
using Cppo.Runtime;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Cppo.Kernel.Sessions;

/// <summary>Turns what a cell threw into what its user reads.</summary>
internal static class ErrorFormatter
{
    private const string Red = "\u001b[31m";
    private const string Dim = "\u001b[2m";
    private const string Plain = "\u001b[0m";

    /// <summary>The error of a cell.</summary>
    /// <param name="thrown">What was thrown.</param>
    /// <param name="cell">What the cell is called in traces.</param>
    /// <param name="sources">The texts of the cells that have run, by name.</param>
    public static CellError Format(Exception thrown, string cell, IReadOnlyDictionary<string, string> sources)
    {
        Exception error = Unwrap(thrown);
        return error switch
        {
            CellInterruptedException or OperationCanceledException { CancellationToken.IsCancellationRequested: true }
                when CellRun.Current is { InterruptRequested: true } => Interrupted(),
            ThreadInterruptedException when CellRun.Current is { InterruptRequested: true } => Interrupted(),
            CellCompilationException compilation => Compilation(compilation),
            _ => Thrown(error, cell, sources),
        };
    }

    /// <summary>The error of a cell that the user stopped.</summary>
    /// <param name="note">A sentence about what goes on, if anything does.</param>
    public static CellError Interrupted(string note = "")
    {
        string message = note.Length == 0 ? "The cell was interrupted." : $"The cell was interrupted. {note}";
        return new("Interrupted", message, [$"{Red}Interrupted:{Plain} {message}"], Interrupted: true);
    }

    private static Exception Unwrap(Exception error) => error switch
    {
        AggregateException { InnerExceptions: [{ } only] } => Unwrap(only),
        TargetInvocationException { InnerException: { } inner } => Unwrap(inner),
        TypeInitializationException { InnerException: CppoException inner } => inner,
        _ => error,
    };

    private static CellError Compilation(CellCompilationException error)
    {
        SourceText source = SourceText.From(error.Code);
        List<string> lines = [];
        foreach (Diagnostic diagnostic in error.Errors.Take(10))
        {
            FileLinePositionSpan span = diagnostic.Location.GetLineSpan();
            LinePosition start = span.StartLinePosition;
            lines.Add($"{Red}({start.Line + 1},{start.Character + 1}): error {diagnostic.Id}:{Plain} {diagnostic.GetMessage()}");
            bool here = diagnostic.Location.SourceTree is { FilePath: var path } && !Path.IsPathRooted(path);
            if (!here || start.Line >= source.Lines.Count) continue;
            string line = source.Lines[start.Line].ToString();
            int width = span.EndLinePosition.Line == start.Line ? span.EndLinePosition.Character - start.Character : line.Length - start.Character;
            lines.Add("    " + line.Replace('\t', ' '));
            lines.Add("    " + new string(' ', start.Character) + "^" + new string('~', Math.Max(0, width - 1)));
        }

        if (error.Errors.Count > 10) lines.Add($"{Dim}... and {error.Errors.Count - 10} more errors{Plain}");
        int? first = error.Errors is [{ Location.IsInSource: true } found, ..] ? found.Location.GetLineSpan().StartLinePosition.Line + 1 : null;
        string message = first is null ? error.Message : $"({first}) {error.Errors[0].Id}: {error.Message}";
        return new("CompilationError", message, lines, first);
    }

    private static CellError Thrown(Exception error, string cell, IReadOnlyDictionary<string, string> sources)
    {
        List<string> lines = [];
        int? line = null;
        string name = error.GetType().Name;
        for (Exception? part = error; part is not null; part = part.InnerException)
        {
            string lead = ReferenceEquals(part, error) ? "" : "caused by ";
            lines.Add($"{Red}{lead}{part.GetType().Name}:{Plain} {part.Message}");
            if (part is CppoException { Advice: { Length: > 0 } advice }) lines.Add(advice);
            IReadOnlyList<StackFrameText> frames = StackFrames.Of(part);
            line ??= frames.FirstOrDefault(frame => frame.Source == cell)?.Line;
            // The library's own errors say what to do; the calls that led there only matter inside a cell.
            foreach (StackFrameText frame in frames.Where(frame => part is not CppoException || sources.ContainsKey(frame.Source ?? "")))
            {
                lines.Add($"{Dim}   {frame.Describe()}{Plain}{Quote(frame, sources)}");
            }
        }

        return new(name, error.Message, lines, line);
    }

    private static string Quote(StackFrameText frame, IReadOnlyDictionary<string, string> sources)
    {
        if (frame.Source is null || !sources.TryGetValue(frame.Source, out string? source)) return "";
        string[] lines = source.ReplaceLineEndings("\n").Split('\n');
        return frame.Line is int line && line <= lines.Length ? $": {lines[line - 1].Trim()}" : "";
    }
}
