using Microsoft.CodeAnalysis;

namespace Cppo.Kernel.Languages.CSharp;

/// <summary>The cell is not valid C#.</summary>
internal sealed class CellCompilationException(IReadOnlyList<Diagnostic> errors, string code)
    : Exception(errors.Count == 0 ? "The cell does not compile." : errors[0].GetMessage())
{
    /// <summary>What the compiler found, in the order of the source.</summary>
    public IReadOnlyList<Diagnostic> Errors { get; } = errors;

    /// <summary>The text that was compiled, with the cell's own line numbers.</summary>
    public string Code { get; } = code;
}
