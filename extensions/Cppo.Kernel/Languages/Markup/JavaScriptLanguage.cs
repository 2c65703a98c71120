using Cppo.Kernel.Sessions;
using Cppo.Runtime;

namespace Cppo.Kernel.Languages.Markup;

/// <summary>
/// JavaScript, run by the reader's browser and not by the kernel. Values come in as JSON and never go back; each output carries
/// the values that its code names, so that a saved notebook shows the same.
/// </summary>
internal sealed class JavaScriptLanguage : ICellLanguage
{
    private readonly Dictionary<string, (object? Value, string Json)> values = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string Name => CellLanguageNames.JavaScript;

    /// <inheritdoc/>
    public Task<MimeBundle?> RunAsync(CellSegment segment, CellContext context) => Task.FromResult<MimeBundle?>(
        ScriptOutput.Of(segment.Text, $"cell-{context.Run.Number}-{segment.Line}", values.ToDictionary(pair => pair.Key, pair => pair.Value.Json)));

    /// <inheritdoc/>
    public Task<CodeCompletions> CompleteAsync(string code, int cursor, CancellationToken cancellation)
    {
        int start = cursor;
        while (start > 0 && (char.IsLetterOrDigit(code[start - 1]) || code[start - 1] is '_' or '$')) start--;
        string typed = code[start..cursor];
        return Task.FromResult(new CodeCompletions(start, cursor, [.. values.Keys.Append("element").Append("console")
            .Where(name => name.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .Select(name => new CodeCompletion(name, "variable"))]));
    }

    /// <inheritdoc/>
    public Task<MimeBundle?> InspectAsync(string code, int cursor, CancellationToken cancellation) => Task.FromResult<MimeBundle?>(null);

    /// <inheritdoc/>
    public CellCompleteness Completeness(string code) => CellCompleteness.Complete;

    /// <inheritdoc/>
    public IReadOnlyList<CellVariable> Variables() =>
        [.. values.Select(pair => new CellVariable(pair.Key, pair.Value.Value?.GetType() ?? typeof(object), pair.Value.Value))];

    /// <inheritdoc/>
    public void SetValue(string name, object? value)
    {
        bool valid = name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '$');
        if (!valid) throw new CppoException($"'{name}' is not a name for a variable of JavaScript.", "Use letters, digits and underscores, starting with a letter.");
        values[name] = (value, SharedJson.Of(name, value));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
