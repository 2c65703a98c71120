using Microsoft.CodeAnalysis;

namespace Cppo.Kernel.Languages.CSharp;

/// <summary>What Roslyn found wrong, as problems of a cell.</summary>
internal static class CSharpErrors
{
    /// <summary>The failure of a cell.</summary>
    /// <param name="errors">In the order of the source.</param>
    /// <param name="code">The text that was compiled, with the cell's own line numbers.</param>
    public static CellCompilationException Of(IReadOnlyList<Diagnostic> errors, string code)
    {
        CellProblem[] problems = [.. errors.Select(Problem)];
        return new("CompilationError", problems, code) { Hint = Hint(problems, code) };
    }

    private static CellProblem Problem(Diagnostic error)
    {
        string heading = $"error {error.Id}";
        if (!error.Location.IsInSource) return new(heading, error.GetMessage(), null);
        FileLinePositionSpan span = error.Location.GetLineSpan();
        int width = span.EndLinePosition.Line == span.StartLinePosition.Line ? span.EndLinePosition.Character - span.StartLinePosition.Character : int.MaxValue;
        return new(heading, error.GetMessage(), span.StartLinePosition.Line, span.StartLinePosition.Character, width)
        {
            File = Path.IsPathRooted(span.Path) ? Path.GetFileName(span.Path) : "",
        };
    }

    // What people run into who know C# from programs.
    private static string? Hint(CellProblem[] problems, string code)
    {
        string[] lines = code.Split('\n');
        string line = problems is [{ Line: int at }, ..] && at < lines.Length ? lines[at].TrimStart() : "";
        if (line.StartsWith("using var ", StringComparison.Ordinal) || line.StartsWith("await using var ", StringComparison.Ordinal))
        {
            return "Scripts have no 'using var' at the top level: write using (var x = ...) { ... }, or leave 'using' out.";
        }

        return line.StartsWith("namespace ", StringComparison.Ordinal) ? "Scripts have no namespaces: leave the line out." : null;
    }
}
