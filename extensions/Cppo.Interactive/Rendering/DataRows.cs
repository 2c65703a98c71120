using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Rendering;

/// <summary>Turns rows into a data frame, column by column. Missing numbers become nulls.</summary>
/// <param name="rows">The rows.</param>
internal sealed class DataRows<T>(IReadOnlyList<T> rows)
{
    private readonly List<DataFrameColumn> columns = [];

    public DataRows<T> Text(string name, Func<T, string?> value)
    {
        columns.Add(new StringDataFrameColumn(name, rows.Select(row => value(row) ?? "")));
        return this;
    }

    public DataRows<T> Number(string name, Func<T, double> value)
    {
        columns.Add(new DoubleDataFrameColumn(name, rows.Select(row => value(row) is var x && double.IsNaN(x) ? null : (double?)x)));
        return this;
    }

    public DataRows<T> Integer(string name, Func<T, long?> value)
    {
        columns.Add(new Int64DataFrameColumn(name, rows.Select(value)));
        return this;
    }

    public DataRows<T> Flag(string name, Func<T, bool?> value)
    {
        columns.Add(new BooleanDataFrameColumn(name, rows.Select(value)));
        return this;
    }

    public DataFrame ToFrame() => new(columns);
}
