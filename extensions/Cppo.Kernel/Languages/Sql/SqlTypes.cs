using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using DuckDB.NET.Data;
using Microsoft.Data.Analysis;

namespace Cppo.Kernel.Languages.Sql;

/// <summary>Values on their way into DuckDB and out of it.</summary>
internal static class SqlTypes
{
    private static readonly Dictionary<Type, string> Names = new()
    {
        [typeof(bool)] = "BOOLEAN", [typeof(sbyte)] = "TINYINT", [typeof(short)] = "SMALLINT", [typeof(int)] = "INTEGER", [typeof(long)] = "BIGINT",
        [typeof(byte)] = "UTINYINT", [typeof(ushort)] = "USMALLINT", [typeof(uint)] = "UINTEGER", [typeof(ulong)] = "UBIGINT",
        [typeof(float)] = "FLOAT", [typeof(double)] = "DOUBLE", [typeof(decimal)] = "DECIMAL(28,10)", [typeof(DateTime)] = "TIMESTAMP",
        [typeof(DateTimeOffset)] = "TIMESTAMPTZ", [typeof(DateOnly)] = "DATE", [typeof(TimeSpan)] = "INTERVAL", [typeof(Guid)] = "UUID", [typeof(byte[])] = "BLOB",
    };

    /// <summary>DuckDB's name of a type; what it does not know is text.</summary>
    public static string Name(Type type) => Names.GetValueOrDefault(type, "VARCHAR");

    /// <summary>Whether a value can stand for a parameter.</summary>
    public static bool IsParameter(object? value) => value is null or string or char or Enum || Names.ContainsKey(value.GetType());

    /// <summary>Writes one cell of a table.</summary>
    public static void Append(IDuckDBAppenderRow row, object? value)
    {
        switch (value)
        {
            case null: row.AppendNullValue(); break;
            case bool cell: row.AppendValue(cell); break;
            case sbyte cell: row.AppendValue(cell); break;
            case short cell: row.AppendValue(cell); break;
            case int cell: row.AppendValue(cell); break;
            case long cell: row.AppendValue(cell); break;
            case byte cell: row.AppendValue(cell); break;
            case ushort cell: row.AppendValue(cell); break;
            case uint cell: row.AppendValue(cell); break;
            case ulong cell: row.AppendValue(cell); break;
            case float cell: row.AppendValue(cell); break;
            case double cell: row.AppendValue(cell); break;
            case decimal cell: row.AppendValue(cell); break;
            case DateTime cell: row.AppendValue(cell); break;
            case DateTimeOffset cell: row.AppendValue(cell); break;
            case DateOnly cell: row.AppendValue(cell); break;
            case TimeSpan cell: row.AppendValue(cell); break;
            case Guid cell: row.AppendValue(cell); break;
            case byte[] cell: row.AppendValue(cell); break;
            default: row.AppendValue(Convert.ToString(value, CultureInfo.InvariantCulture)); break;
        }
    }

    /// <summary>A column of a data frame for a column of a result.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">The type that DuckDB gives it.</param>
    /// <param name="cells">Its values as <see cref="Cell"/> gives them.</param>
    public static DataFrameColumn Column(string name, Type type, IReadOnlyList<object?> cells)
    {
        IEnumerable<T?> Of<T>() where T : struct => cells.Select(cell => (T?)cell);
        return type switch
        {
            _ when type == typeof(bool) => new BooleanDataFrameColumn(name, Of<bool>()),
            _ when type == typeof(sbyte) => new SByteDataFrameColumn(name, Of<sbyte>()),
            _ when type == typeof(short) => new Int16DataFrameColumn(name, Of<short>()),
            _ when type == typeof(int) => new Int32DataFrameColumn(name, Of<int>()),
            _ when type == typeof(long) => new Int64DataFrameColumn(name, Of<long>()),
            _ when type == typeof(byte) => new ByteDataFrameColumn(name, Of<byte>()),
            _ when type == typeof(ushort) => new UInt16DataFrameColumn(name, Of<ushort>()),
            _ when type == typeof(uint) => new UInt32DataFrameColumn(name, Of<uint>()),
            _ when type == typeof(ulong) => new UInt64DataFrameColumn(name, Of<ulong>()),
            _ when type == typeof(float) => new SingleDataFrameColumn(name, Of<float>()),
            _ when type == typeof(double) => new DoubleDataFrameColumn(name, Of<double>()),
            _ when type == typeof(decimal) => new DecimalDataFrameColumn(name, Of<decimal>()),
            _ when type == typeof(DateTime) || type == typeof(DateOnly) => new DateTimeDataFrameColumn(name, Of<DateTime>()),
            _ when type == typeof(BigInteger) => Whole(name, cells),
            _ => new StringDataFrameColumn(name, cells.Select(cell => cell is null ? null : Convert.ToString(cell, CultureInfo.InvariantCulture))),
        };
    }

    // DuckDB adds whole numbers up in 128 bits; where 64 hold them, nothing is lost.
    private static DataFrameColumn Whole(string name, IReadOnlyList<object?> cells) =>
        cells.All(cell => cell is null || ((BigInteger)cell >= long.MinValue && (BigInteger)cell <= long.MaxValue))
            ? new Int64DataFrameColumn(name, cells.Select(cell => cell is null ? null : (long?)(BigInteger)cell))
            : new DoubleDataFrameColumn(name, cells.Select(cell => cell is null ? null : (double?)(BigInteger)cell));

    /// <summary>A cell of a result in the form in which its column holds it.</summary>
    public static object? Cell(object? value) => value switch
    {
        null or DBNull => null,
        bool or sbyte or short or int or long or byte or ushort or uint or ulong or float or double or decimal or DateTime or BigInteger or string => value,
        DateOnly day => day.ToDateTime(TimeOnly.MinValue),
        Stream bytes => $"{bytes.Length} bytes",
        IEnumerable many => JsonSerializer.Serialize(many),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
