using Parquet;
using Parquet.Schema;

namespace Cppo.Training.Runs.Tables;

/// <summary>One column of a Parquet file: its name and type, and how a row gives its value.</summary>
internal abstract class ParquetColumn<TRow>
{
    /// <summary>The field in the file's schema.</summary>
    public abstract Field Field { get; }

    /// <summary>Writes the values of all rows.</summary>
    public abstract Task Write(ParquetRowGroupWriter group, IReadOnlyList<TRow> rows);

    /// <summary>A number in every row.</summary>
    public static ParquetColumn<TRow> Number<T>(string name, Func<TRow, T> value)
        where T : struct => new NumberColumn<T>(name, value);

    /// <summary>A number, or none.</summary>
    public static ParquetColumn<TRow> Optional<T>(string name, Func<TRow, T?> value)
        where T : struct => new OptionalColumn<T>(name, value);

    /// <summary>A text, or none.</summary>
    public static ParquetColumn<TRow> Text(string name, Func<TRow, string?> value) => new TextColumn(name, value);

    /// <summary>A list of numbers in every row.</summary>
    public static ParquetColumn<TRow> List<T>(string name, Func<TRow, IReadOnlyList<T>> value)
        where T : struct => new ListColumn<T>(name, value);

    private sealed class NumberColumn<T>(string name, Func<TRow, T> value) : ParquetColumn<TRow>
        where T : struct
    {
        private readonly DataField column = new DataField<T>(name, false);

        public override Field Field => column;

        public override Task Write(ParquetRowGroupWriter group, IReadOnlyList<TRow> rows) =>
            group.WriteAsync<T>(column, rows.Select(value).ToArray());
    }

    private sealed class OptionalColumn<T>(string name, Func<TRow, T?> value) : ParquetColumn<TRow>
        where T : struct
    {
        private readonly DataField column = new DataField<T>(name, true);

        public override Field Field => column;

        public override Task Write(ParquetRowGroupWriter group, IReadOnlyList<TRow> rows) =>
            group.WriteAsync<T>(column, (ReadOnlyMemory<T?>)rows.Select(value).ToArray());
    }

    private sealed class TextColumn(string name, Func<TRow, string?> value) : ParquetColumn<TRow>
    {
        private readonly DataField column = new DataField<string>(name);

        public override Field Field => column;

        public override Task Write(ParquetRowGroupWriter group, IReadOnlyList<TRow> rows) =>
            group.WriteAsync(column, [.. rows.Select(row => value(row)!)]);
    }

    // Levels as in Dremel: an element starts a row (0) or goes on with it (1); 2 defines an element, 1 an empty list.
    private sealed class ListColumn<T>(string name, Func<TRow, IReadOnlyList<T>> value) : ParquetColumn<TRow>
        where T : struct
    {
        private readonly ListField column = new(name, new DataField<T>("element", false));

        public override Field Field => column;

        public override Task Write(ParquetRowGroupWriter group, IReadOnlyList<TRow> rows)
        {
            List<T> values = [];
            List<int> definitions = [], repetitions = [];
            foreach (IReadOnlyList<T> list in rows.Select(value))
            {
                values.AddRange(list);
                definitions.AddRange(Enumerable.Repeat(list.Count == 0 ? 1 : 2, Math.Max(1, list.Count)));
                repetitions.AddRange(Enumerable.Range(0, Math.Max(1, list.Count)).Select(index => index == 0 ? 0 : 1));
            }

            return group.WriteAllPartsAsync<T>((DataField)column.Item, values.ToArray(), (ReadOnlyMemory<int>)definitions.ToArray(), (ReadOnlyMemory<int>)repetitions.ToArray(), default);
        }
    }
}
