using Cppo.Kernel.Formatting;
using Cppo.Kernel.Sessions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cppo.Kernel.Languages.CSharp;

/// <summary>C# as a language of cells: directives, then Roslyn's scripting.</summary>
internal sealed class CSharpLanguage : ICellLanguage
{
    private readonly CSharpAssistant assistant;

    public CSharpLanguage() => assistant = new(Session);

    /// <inheritdoc/>
    public string Name => CellLanguageNames.CSharp;

    /// <summary>The cells so far.</summary>
    public CSharpSession Session { get; } = new();

    /// <inheritdoc/>
    public async Task<MimeBundle?> RunAsync(CellSegment segment, CellContext context)
    {
        string code = await DirectiveRunner.RunAsync(segment.Placed, context).ConfigureAwait(false);
        CellValue value = await Session.RunAsync(code, context.Name, context.Run.Cancellation).ConfigureAwait(false);
        return value.Present ? ValueFormatter.Format(value.Value) : null;
    }

    /// <inheritdoc/>
    public Task<CodeCompletions> CompleteAsync(string code, int cursor, CancellationToken cancellation) =>
        assistant.CompleteAsync(ScriptDirectives.Blank(code), cursor, cancellation);

    /// <inheritdoc/>
    public Task<MimeBundle?> InspectAsync(string code, int cursor, CancellationToken cancellation) =>
        assistant.InspectAsync(ScriptDirectives.Blank(code), cursor, cancellation);

    /// <inheritdoc/>
    public CellCompleteness Completeness(string code)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText(code, SubmissionCompiler.ParseOptions);
        if (!SyntaxFactory.IsCompleteSubmission(tree)) return CellCompleteness.Incomplete;
        bool wrong = tree.GetDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        return wrong ? CellCompleteness.Invalid : CellCompleteness.Complete;
    }

    /// <inheritdoc/>
    public IReadOnlyList<CellVariable> Variables() => Session.Variables.All();

    /// <inheritdoc/>
    public CellVariable? Variable(string name) => Session.Variables.TryGet(name, out CellVariable? variable) ? variable : null;

    /// <inheritdoc/>
    public void SetValue(string name, object? value) => Session.SetValue(name, value);

    /// <inheritdoc/>
    public void Dispose() => Session.Dispose();
}
