using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Cppo.Kernel.Languages.CSharp;

/// <summary>A cell as an assembly.</summary>
/// <param name="Compilation">What it was compiled from; the next cell builds on it.</param>
/// <param name="Image">The assembly; empty where the cell only declares what it uses.</param>
/// <param name="Symbols">Its line numbers.</param>
/// <param name="EntryType">The class of the submission.</param>
/// <param name="EntryMethod">The method that runs it.</param>
internal sealed record CompiledSubmission(
    CSharpCompilation Compilation, MemoryStream Image, MemoryStream Symbols, string EntryType, string EntryMethod);

/// <summary>Compiles cells as script submissions, with the checks that make them interruptible.</summary>
internal static class SubmissionCompiler
{
    /// <summary>C# as a script.</summary>
    public static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    /// <summary>How cells are compiled: optimised, since loops in cells do real work; line numbers survive it.</summary>
    public static CSharpCompilationOptions CompilationOptions { get; } = new(
        OutputKind.DynamicallyLinkedLibrary,
        usings: ScriptReferences.Imports,
        optimizationLevel: OptimizationLevel.Release,
        allowUnsafe: true,
        nullableContextOptions: NullableContextOptions.Annotations,
        sourceReferenceResolver: new CellSourceResolver(instrument: true));

    /// <summary>The same for a cell that follows another: it inherits that one's imports, and would otherwise carry those of all.</summary>
    public static CSharpCompilationOptions InheritingOptions { get; } = CompilationOptions.WithUsings();

    /// <summary>Compiles one cell.</summary>
    /// <param name="code">Its text.</param>
    /// <param name="name">What it is called in traces.</param>
    /// <param name="assemblyName">The name of its assembly and of its class.</param>
    /// <param name="previous">The cell before it; null for the first.</param>
    /// <param name="references">What it references beside what the cell before it did.</param>
    /// <param name="cancellation">Ends compiling.</param>
    /// <exception cref="CellCompilationException">The code is not valid; positions are those of the code as given.</exception>
    public static CompiledSubmission Compile(
        string code,
        string name,
        string assemblyName,
        CSharpCompilation? previous,
        IReadOnlyList<MetadataReference> references,
        CancellationToken cancellation)
    {
        SyntaxTree tree = Parse(SourceText.From(code, Encoding.UTF8), name, cancellation);
        CSharpCompilation plain = Create(tree, assemblyName, previous, references);
        // What the text does not say cannot be bound: errors of binding would only repeat those of syntax.
        Diagnostic[] syntax = [.. tree.GetDiagnostics(cancellation).Where(IsError)];
        if (syntax.Length > 0) throw CSharpErrors.Of(syntax, code);

        CSharpCompilation checkedCells = Create(
            Parse(CellInstrumentation.Apply(tree), name, cancellation), assemblyName, previous, references);
        CompiledSubmission? compiled = Emit(checkedCells, cancellation);
        if (compiled is not null) return compiled;

        // Either the code is wrong, or it is code that the checks do not fit into; then it runs without them.
        if (Emit(plain, cancellation) is { } bare) return bare;
        Diagnostic[] errors = [.. plain.GetDiagnostics(cancellation).Where(IsError).OrderBy(error => error.Location.SourceSpan.Start)];
        // A cell of comments and using directives has nothing to emit; what it imports lasts.
        return errors.Length == 0 ? new(plain, new(), new(), "", "") : throw CSharpErrors.Of(errors, code);
    }

    private static bool IsError(Diagnostic diagnostic) => diagnostic.Severity == DiagnosticSeverity.Error;

    private static SyntaxTree Parse(SourceText text, string name, CancellationToken cancellation) =>
        CSharpSyntaxTree.ParseText(text, ParseOptions, name, cancellation);

    private static CompiledSubmission? Emit(CSharpCompilation compilation, CancellationToken cancellation)
    {
        MemoryStream image = new();
        MemoryStream symbols = new();
        EmitOptions options = new(debugInformationFormat: DebugInformationFormat.PortablePdb);
        EmitResult result = compilation.Emit(image, symbols, options: options, cancellationToken: cancellation);
        if (!result.Success) return null;
        image.Position = 0;
        symbols.Position = 0;
        IMethodSymbol entry = compilation.GetEntryPoint(cancellation)!;
        return new(compilation, image, symbols, entry.ContainingType.MetadataName, entry.MetadataName);
    }

    private static CSharpCompilation Create(
        SyntaxTree tree, string assemblyName, CSharpCompilation? previous, IReadOnlyList<MetadataReference> references) =>
        CSharpCompilation.CreateScriptCompilation(
            assemblyName,
            tree,
            references,
            (previous is null ? CompilationOptions : InheritingOptions).WithScriptClassName(assemblyName),
            previous,
            typeof(object));
}
