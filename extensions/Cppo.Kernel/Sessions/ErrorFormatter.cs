using System.Reflection;
using Cppo.Kernel.Formatting;
using Cppo.Kernel.Languages;
using Cppo.Runtime;

namespace Cppo.Kernel.Sessions;

/// <summary>Turns what a cell threw into what its user reads.</summary>
internal static class ErrorFormatter
{
    private const int LongestMessage = 4_000;
    internal const string Red = "\u001b[31m";
    internal const string Dim = "\u001b[2m";
    internal const string Plain = "\u001b[0m";

    /// <summary>The error of a cell.</summary>
    /// <param name="thrown">What was thrown.</param>
    /// <param name="cell">What the cell is called in traces.</param>
    /// <param name="sources">The texts of the cells that have run, by name.</param>
    public static CellError Format(Exception thrown, string cell, IReadOnlyDictionary<string, string> sources)
    {
        Exception error = Unwrap(thrown);
        return error switch
        {
            OperationCanceledException or ThreadInterruptedException when CellRun.Current is { InterruptRequested: true } run => Interrupted() with { Calm = run.SaidWhatIsKept },
            CellCompilationException compilation => CompilationErrors.Format(compilation),
            CppoException expected => Expected(expected, cell),
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

    // Sentence and advice are what matters; the view holds the trace, folded.
    private static CellError Expected(CppoException error, string cell) => new(
        error.GetType().Name,
        error.Message,
        [$"{Red}{error.Message}{Plain}", .. error.Advice.Length > 0 ? [error.Advice] : Array.Empty<string>()],
        LineIn(StackFrames.Of(error), cell),
        ValueFormatter.Format(error));

    private static CellError Thrown(Exception error, string cell, IReadOnlyDictionary<string, string> sources)
    {
        List<string> lines = [];
        for (Exception? part = error; part is not null; part = part.InnerException)
        {
            string lead = ReferenceEquals(part, error) ? "" : "caused by ";
            lines.Add($"{Red}{lead}{part.GetType().Name}:{Plain} {Clip(part.Message)}");
            lines.AddRange(StackFrames.Of(part).Select(frame => $"{Dim}   {frame.Describe()}{Plain}{Quote(frame, sources)}"));
        }

        return new(error.GetType().Name, error.Message, lines, LineIn(StackFrames.Of(error), cell));
    }

    private static int? LineIn(IReadOnlyList<StackFrameText> frames, string cell) => frames.FirstOrDefault(frame => frame.Source == cell)?.Line;

    // Some libraries put a log into the message.
    private static string Clip(string message) => message.Length <= LongestMessage ? message : message[..LongestMessage] + " …";

    private static string Quote(StackFrameText frame, IReadOnlyDictionary<string, string> sources)
    {
        if (frame.Source is null || !sources.TryGetValue(frame.Source, out string? source)) return "";
        string[] lines = source.ReplaceLineEndings("\n").Split('\n');
        return frame.Line is int line && line <= lines.Length ? $": {lines[line - 1].Trim()}" : "";
    }
}
