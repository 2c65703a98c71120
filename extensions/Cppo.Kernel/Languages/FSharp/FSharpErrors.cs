using FSharp.Compiler.Diagnostics;

namespace Cppo.Kernel.Languages.FSharp;

/// <summary>What the F# compiler found, as problems of a cell.</summary>
internal static class FSharpErrors
{
    /// <summary>The failure of a stretch.</summary>
    /// <param name="found">All that the compiler said.</param>
    /// <param name="code">The text that was compiled, with the cell's own line numbers.</param>
    /// <param name="name">What the cell is called.</param>
    public static CellCompilationException Of(IEnumerable<FSharpDiagnostic> found, string code, string name) =>
        new("CompilationError", [.. found.Where(problem => problem.Severity.IsError).Select(problem => Problem(problem, name)).Distinct()], code);

    /// <summary>The warnings, a line each.</summary>
    public static IEnumerable<string> Warnings(IEnumerable<FSharpDiagnostic> found) => found
        .Where(problem => problem.Severity.IsWarning)
        .Select(problem => $"({problem.StartLine},{problem.StartColumn + 1}): warning {problem.ErrorNumberText}: {problem.Message}");

    private static CellProblem Problem(FSharpDiagnostic problem, string name)
    {
        int width = problem.EndLine == problem.StartLine ? problem.EndColumn - problem.StartColumn : int.MaxValue;
        string file = Path.GetFileName(problem.FileName);
        return new($"error {problem.ErrorNumberText}", problem.Message, problem.StartLine - 1, problem.StartColumn, Math.Max(1, width))
        {
            File = file == name ? "" : file,
        };
    }
}
