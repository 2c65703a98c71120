using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Cppo.Kernel.Languages.CSharp;

/// <summary>Finds the files of <c>#load</c>: relative to the file that names them, otherwise to the working directory.</summary>
/// <param name="instrument">Whether the files get the checks that make them interruptible.</param>
internal sealed class CellSourceResolver(bool instrument) : SourceFileResolver([], null)
{
    /// <inheritdoc/>
    public override string? ResolveReference(string path, string? baseFilePath)
    {
        string? folder = Path.IsPathRooted(baseFilePath) ? Path.GetDirectoryName(baseFilePath) : null;
        string full = Path.GetFullPath(path, folder ?? Environment.CurrentDirectory);
        return File.Exists(full) ? full : null;
    }

    /// <inheritdoc/>
    public override SourceText ReadText(string resolvedPath)
    {
        string text = ScriptDirectives.Blank(File.ReadAllText(resolvedPath));
        return instrument
            ? CellInstrumentation.Apply(CSharpSyntaxTree.ParseText(text, SubmissionCompiler.ParseOptions))
            : SourceText.From(text, Encoding.UTF8);
    }

    /// <inheritdoc/>
    public override bool Equals(object? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
