namespace Cppo.Kernel.Languages;

/// <summary>Something that a compiler or a database found wrong in a cell.</summary>
/// <param name="Heading">What kind of problem ("error CS0103", "Binder Error").</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Line">The line of the cell, from 0; null where none is known.</param>
/// <param name="Column">The first character of it, from 0.</param>
/// <param name="Width">How many characters are wrong; 1 where only a place is known.</param>
internal sealed record CellProblem(string Heading, string Message, int? Line, int Column = 0, int Width = 1)
{
    /// <summary>The file that the cell loads and that the line is in; empty for the cell itself.</summary>
    public string File { get; init; } = "";
}

/// <summary>The cell is not valid in its language.</summary>
/// <param name="name">What the failure is called ("CompilationError").</param>
/// <param name="problems">What was found, in the order of the source.</param>
/// <param name="code">The text, with the cell's own line numbers.</param>
/// <param name="cause">What the compiler or the database threw; null where nothing was thrown.</param>
internal sealed class CellCompilationException(string name, IReadOnlyList<CellProblem> problems, string code, Exception? cause = null)
    : Exception(problems.Count == 0 ? "The cell does not compile." : problems[0].Message, cause)
{
    /// <summary>What the failure is called.</summary>
    public string Name { get; } = name;

    /// <inheritdoc cref="CellCompilationException" path="/param[@name='problems']"/>
    public IReadOnlyList<CellProblem> Problems { get; } = problems;

    /// <inheritdoc cref="CellCompilationException" path="/param[@name='code']"/>
    public string Code { get; } = code;

    /// <summary>A sentence for people who know the language from elsewhere; null where there is none.</summary>
    public string? Hint { get; init; }
}
