using Cppo.Kernel.Languages.CSharp;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Cppo.Kernel.Sessions;

/// <summary>Turns what the compiler found into lines that show the place.</summary>
internal static class CompilationErrors
{
    private const int Most = 10;

    /// <summary>The errors of a cell: each with its position, its line and a mark under what is wrong.</summary>
    public static CellError Format(CellCompilationException error)
    {
        List<string> lines = [];
        foreach (Diagnostic diagnostic in error.Errors.Take(Most)) Append(lines, diagnostic, SourceText.From(error.Code));
        if (error.Errors.Count > Most) lines.Add($"{ErrorFormatter.Dim}... and {error.Errors.Count - Most} more errors{ErrorFormatter.Plain}");
        int? first = error.Errors is [{ Location.IsInSource: true } found, ..] ? Start(found).Line + 1 : null;
        if (Hint(error, first) is { } hint) lines.Add(hint);
        string message = first is null ? error.Message : $"({first}) {error.Errors[0].Id}: {error.Message}";
        return new("CompilationError", message, lines, first);
    }

    private static LinePosition Start(Diagnostic diagnostic) => diagnostic.Location.GetLineSpan().StartLinePosition;

    private static void Append(List<string> lines, Diagnostic diagnostic, SourceText source)
    {
        FileLinePositionSpan span = diagnostic.Location.GetLineSpan();
        (LinePosition start, LinePosition end) = (span.StartLinePosition, span.EndLinePosition);
        string file = Path.IsPathRooted(span.Path) ? Path.GetFileName(span.Path) : "";
        lines.Add($"{ErrorFormatter.Red}{file}({start.Line + 1},{start.Character + 1}): error {diagnostic.Id}:{ErrorFormatter.Plain} {diagnostic.GetMessage()}");
        if (file.Length > 0 || start.Line >= source.Lines.Count) return;
        string line = source.Lines[start.Line].ToString();
        int width = (end.Line == start.Line ? end.Character : line.Length) - start.Character;
        lines.Add("    " + line.Replace('\t', ' '));
        lines.Add("    " + new string(' ', start.Character) + "^" + new string('~', Math.Max(0, width - 1)));
    }

    // What people run into who know C# from programs.
    private static string? Hint(CellCompilationException error, int? first)
    {
        string[] lines = error.Code.Split('\n');
        string line = first is int at && at <= lines.Length ? lines[at - 1].TrimStart() : "";
        if (line.StartsWith("using var ", StringComparison.Ordinal) || line.StartsWith("await using var ", StringComparison.Ordinal))
        {
            return "Scripts have no 'using var' at the top level: write using (var x = ...) { ... }, or leave 'using' out.";
        }

        return line.StartsWith("namespace ", StringComparison.Ordinal) ? "Scripts have no namespaces: leave the line out." : null;
    }
}
