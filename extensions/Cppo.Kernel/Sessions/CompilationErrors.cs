using Cppo.Kernel.Languages;

namespace Cppo.Kernel.Sessions;

/// <summary>Turns what a compiler or a database found into lines that show the place.</summary>
internal static class CompilationErrors
{
    private const int Most = 10;

    /// <summary>The errors of a cell: each with its position, its line and a mark under what is wrong.</summary>
    public static CellError Format(CellCompilationException error)
    {
        List<string> lines = [];
        string[] source = error.Code.ReplaceLineEndings("\n").Split('\n');
        foreach (CellProblem problem in error.Problems.Take(Most)) Append(lines, problem, source);
        if (error.Problems.Count > Most) lines.Add($"{ErrorFormatter.Dim}... and {error.Problems.Count - Most} more errors{ErrorFormatter.Plain}");
        if (error.Hint is not null) lines.Add(error.Hint);
        CellProblem? first = error.Problems.FirstOrDefault();
        int? line = first?.Line + 1;
        string message = line is null ? error.Message : $"({line}) {first!.Heading.Replace("error ", "", StringComparison.Ordinal)}: {error.Message}";
        return new(error.Name, message, lines, line);
    }

    private static void Append(List<string> lines, CellProblem problem, string[] source)
    {
        string place = problem.Line is int at ? $"{problem.File}({at + 1},{problem.Column + 1}): " : "";
        lines.Add($"{ErrorFormatter.Red}{place}{problem.Heading}:{ErrorFormatter.Plain} {problem.Message}");
        if (problem.File.Length > 0 || problem.Line is not int line || line >= source.Length) return;
        string text = source[line];
        int width = Math.Min(problem.Width, Math.Max(1, text.Length - problem.Column));
        lines.Add("    " + text.Replace('\t', ' '));
        lines.Add("    " + new string(' ', problem.Column) + "^" + new string('~', Math.Max(0, width - 1)));
    }
}
