using Cppo.Kernel.Sessions;
using Cppo.Runtime;

namespace Cppo.Kernel.Languages.Markup;

/// <summary>Base of the languages that show a text and compute nothing. They take no values: what a model wrote must never become markup.</summary>
internal abstract class MarkupLanguage : ICellLanguage
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public Task<MimeBundle?> RunAsync(CellSegment segment, CellContext context) => Task.FromResult<MimeBundle?>(Show(segment.Text));

    /// <inheritdoc/>
    public Task<CodeCompletions> CompleteAsync(string code, int cursor, CancellationToken cancellation) =>
        Task.FromResult(new CodeCompletions(cursor, cursor, []));

    /// <inheritdoc/>
    public Task<MimeBundle?> InspectAsync(string code, int cursor, CancellationToken cancellation) => Task.FromResult<MimeBundle?>(null);

    /// <inheritdoc/>
    public CellCompleteness Completeness(string code) => CellCompleteness.Complete;

    /// <inheritdoc/>
    public IReadOnlyList<CellVariable> Variables() => [];

    /// <inheritdoc/>
    public void SetValue(string name, object? value) => throw new CppoException(
        $"{CellLanguageNames.Label(Name)} has no variables.", "Share with C#, F#, SQL or JavaScript; in C#, display(x) shows a value as text.");

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>The output of a text.</summary>
    protected abstract MimeBundle Show(string text);
}
