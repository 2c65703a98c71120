using Cppo.Interactive.Magics;
using Cppo.Kernel.Formatting;
using Cppo.Kernel.Languages.CSharp;
using Cppo.Kernel.Languages.Magics;
using Cppo.Kernel.Sessions;
using Cppo.Runtime;
using DuckDB.NET.Data;
using Microsoft.Data.Analysis;

namespace Cppo.Kernel.Languages.Sql;

/// <summary>
/// SQL by DuckDB. Every value of the session that can be seen as rows is a table under its name, filled anew when a stretch names it;
/// plain values are parameters (<c>$name</c>). The result is a data frame.
/// </summary>
/// <param name="session">The variables of the other languages; of two with one name the first counts.</param>
internal sealed class SqlLanguage(Func<IEnumerable<CellVariable>> session) : ICellLanguage
{
    private readonly Dictionary<string, CellVariable> shared = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock gate = new();
    private SqlDatabase? database;

    /// <inheritdoc/>
    public string Name => CellLanguageNames.Sql;

    private SqlDatabase Database
    {
        get
        {
            lock (gate) return database ??= new();
        }
    }

    /// <inheritdoc/>
    public Task<MimeBundle?> RunAsync(CellSegment segment, CellContext context) => Task.FromResult(Run(segment, context));

    /// <inheritdoc/>
    public Task<CodeCompletions> CompleteAsync(string code, int cursor, CancellationToken cancellation)
    {
        Prepare(SqlText.Read(code));
        return Task.FromResult(SqlAssistant.Complete(Database, Values().Keys, code, cursor));
    }

    /// <inheritdoc/>
    public Task<MimeBundle?> InspectAsync(string code, int cursor, CancellationToken cancellation)
    {
        Prepare(SqlText.Read(code));
        return Task.FromResult(SqlAssistant.Inspect(Database, code, cursor));
    }

    /// <inheritdoc/>
    public CellCompleteness Completeness(string code) => SqlText.Read(code).Open ? CellCompleteness.Incomplete : CellCompleteness.Complete;

    /// <inheritdoc/>
    public IReadOnlyList<CellVariable> Variables() =>
    [
        .. Values().Values.Where(variable => SqlRows.Fits(variable.Value)),
        .. database?.Tables().Select(table => new CellVariable(table.Name, typeof(SqlTable), table)) ?? [],
    ];

    /// <inheritdoc/>
    public CellVariable? Variable(string name)
    {
        if (database?.Tables().FirstOrDefault(table => table.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } table)
        {
            return new(table.Name, typeof(DataFrame), database.Run($"SELECT * FROM {SqlDatabase.Quote(table.Name)}", new Dictionary<string, object?>(), default));
        }

        return Values().GetValueOrDefault(name);
    }

    /// <inheritdoc/>
    public void SetValue(string name, object? value) => shared[name] = SqlRows.Fits(value) || SqlTypes.IsParameter(value)
        ? new(name, value?.GetType() ?? typeof(object), value)
        : throw new CppoException(
            $"{name} ({value?.GetType().Name}) is neither rows nor a plain value.", "Share a data frame, a list of records, a result of a magic, a number or a text.");

    /// <inheritdoc/>
    public void Dispose() => database?.Dispose();

    private MimeBundle? Run(CellSegment segment, CellContext context)
    {
        string? store = CommandLine.Parse(KernelMagics.Selector(Name), segment.Options, null).GetValueOrDefault(SelectorMagic.ResultName);
        SqlText text = SqlText.Read(segment.Text);
        if (text.IsEmpty) return null;
        DataFrame? result;
        try
        {
            Load(text, context.Run.Cancellation);
            result = Database.Run(segment.Placed, Parameters(text), context.Run.Cancellation);
        }
        catch (DuckDBException error)
        {
            throw SqlErrors.Of(error, segment.Placed, segment.Line, Hint(text));
        }

        if (store is not null && result is null) throw new CppoException($"The statement has no rows to store as {store}.", "Let the last statement be a SELECT.");
        if (store is not null) context.CSharp.SetValue(store, result);
        return result is null ? null : ValueFormatter.Format(result);
    }

    // A name that SQL does not find may be one that the session knows.
    private string? Hint(SqlText text) => Values().Values.FirstOrDefault(variable => text.Names.Contains(variable.Name) && SqlRows.Of(variable.Value) is null) is { } found
        ? $"{found.Name} is a {TypeNames.Short(found.Type)} and has no rows; lists, arrays and data frames have (.ToList() makes a list of a sequence)."
        : null;

    private Dictionary<string, CellVariable> Values()
    {
        Dictionary<string, CellVariable> values = new(shared, StringComparer.OrdinalIgnoreCase);
        foreach (CellVariable variable in session()) values.TryAdd(variable.Name, variable);
        return values;
    }

    private void Load(SqlText text, CancellationToken cancellation)
    {
        Dictionary<string, CellVariable> values = Values();
        Database.Keep(values.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase));
        foreach ((string name, CellVariable variable) in values.Where(pair => text.Names.Contains(pair.Key)))
        {
            if (SqlRows.Of(variable.Value) is { } rows) Database.Load(name, rows, cancellation);
        }
    }

    // Completion needs the columns of the tables that a text names, not their rows.
    private void Prepare(SqlText text)
    {
        HashSet<string> known = new(Database.Loaded(), StringComparer.OrdinalIgnoreCase);
        foreach ((string name, CellVariable variable) in Values().Where(pair => text.Names.Contains(pair.Key) && !known.Contains(pair.Key)))
        {
            if (SqlRows.Of(variable.Value) is { } rows) Database.Load(name, rows with { Rows = [] }, default);
        }
    }

    private Dictionary<string, object?> Parameters(SqlText text)
    {
        Dictionary<string, CellVariable> values = Values();
        Dictionary<string, object?> parameters = [];
        foreach (string name in text.Parameters)
        {
            object? value = values.TryGetValue(name, out CellVariable? variable)
                ? variable.Value
                : throw new CppoException($"There is no value for ${name}.", "Declare a variable of that name in C#, or share one with #!share.");
            if (!SqlTypes.IsParameter(value)) throw new CppoException($"${name} is a {value!.GetType().Name}; a parameter is a plain value.", $"Name it as a table: FROM {name}.");
            parameters[name] = value is Enum or char ? value.ToString() : value;
        }

        return parameters;
    }
}

/// <summary>A table that the user made.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Columns">How many columns it has.</param>
/// <param name="Rows">How many rows, as DuckDB estimates it.</param>
internal sealed record SqlTable(string Name, long Columns, long Rows)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Rows} rows, {Columns} columns";
}
