namespace Cppo.Data.Sources;

/// <summary>
/// One row as its file has it. Values are null, string, long, double, bool, byte[], a list (<see cref="IReadOnlyList{T}"/> of values) or a
/// structure (<see cref="IReadOnlyDictionary{TKey, TValue}"/> of values by name), whatever the format. Reading one may read a column.
/// </summary>
internal interface IRow
{
    /// <summary>The value in a column; null where the row has none.</summary>
    object? this[string column] { get; }
}

/// <summary>A row whose values are all there.</summary>
internal sealed class ReadRow(IReadOnlyDictionary<string, object?> values) : IRow
{
    public object? this[string column] => values.GetValueOrDefault(column);
}
