using Cppo.Runtime;
using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace Cppo.Training.Runs.Tables;

/// <summary>
/// Small Parquet files, written whole and read whole, by column. Equal rows give equal bytes. The package's calls are asynchronous in form
/// only: over memory they end before they return.
/// </summary>
internal static class ParquetFile
{
    private static readonly ParquetOptions Options = new() { CompressionMethod = CompressionMethod.Snappy };

    private static readonly IReadOnlyDictionary<Type, Func<ParquetRowGroupReader, DataField, Task<Array>>> Readers =
        new Dictionary<Type, Func<ParquetRowGroupReader, DataField, Task<Array>>>
        {
            [typeof(int)] = Values<int>,
            [typeof(ulong)] = Values<ulong>,
            [typeof(float)] = Values<float>,
            [typeof(double)] = Values<double>,
            [typeof(bool)] = Values<bool>,
            [new DataField<string>("text").ClrType] = Texts,
        };

    /// <summary>Writes a file; never leaves half of it.</summary>
    public static void Write<TRow>(string path, IReadOnlyList<ParquetColumn<TRow>> columns, IReadOnlyList<TRow> rows)
    {
        using MemoryStream content = new();
        Write(content, columns, rows).GetAwaiter().GetResult();
        AtomicFile.Write(path, content.WriteTo);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="CppoException">Missing, damaged, or not a Parquet file.</exception>
    public static ParquetColumns Read(string path)
    {
        try
        {
            using MemoryStream content = new(File.ReadAllBytes(path));
            return Read(path, content).GetAwaiter().GetResult();
        }
        catch (Exception error) when (error is not CppoException and not OutOfMemoryException)
        {
            // A damaged file meets the package's reader as errors of many types.
            throw new CppoException($"The table {path} cannot be read: {error.Message}", "Restore it from a backup; the run goes on without it.", error);
        }
    }

    private static async Task Write<TRow>(Stream stream, IReadOnlyList<ParquetColumn<TRow>> columns, IReadOnlyList<TRow> rows)
    {
        ParquetSchema schema = new([.. columns.Select(column => column.Field)]);
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(schema, stream, Options);
        using ParquetRowGroupWriter group = writer.CreateRowGroup();
        foreach (ParquetColumn<TRow> column in columns) await column.Write(group, rows);
        group.CompleteValidate();
    }

    private static async Task<ParquetColumns> Read(string path, Stream stream)
    {
        await using ParquetReader reader = await ParquetReader.CreateAsync(stream);
        using ParquetRowGroupReader group = reader.OpenRowGroupReader(0);
        Dictionary<string, Array> columns = [];
        foreach (DataField field in reader.Schema.GetDataFields())
        {
            if (Readers.TryGetValue(field.ClrType, out var read)) columns[field.Path.FirstPart!] = await read(group, field);
        }

        return new(path, (int)group.RowCount, columns);
    }

    private static async Task<Array> Texts(ParquetRowGroupReader group, DataField field)
    {
        string[] texts = new string[group.RowCount];
        await group.ReadAsync(field, texts);
        return texts;
    }

    // T[] for numbers, T?[] where some may be missing, T[][] for lists.
    private static async Task<Array> Values<T>(ParquetRowGroupReader group, DataField field)
        where T : struct
    {
        if (field.MaxRepetitionLevel == 0 && !field.IsNullable)
        {
            T[] values = new T[group.RowCount];
            await group.ReadAsync<T>(field, values);
            return values;
        }

        if (field.MaxRepetitionLevel == 0)
        {
            T?[] optional = new T?[group.RowCount];
            await group.ReadAsync<T>(field, (Memory<T?>)optional);
            return optional;
        }

        using RawColumnData<T> raw = (RawColumnData<T>)await group.ReadRawColumnDataBaseAsync(field);
        return Lists(raw, field.MaxDefinitionLevel);
    }

    private static T[][] Lists<T>(RawColumnData<T> raw, int defined)
        where T : struct
    {
        List<List<T>> lists = [];
        Span<int> definitions = raw.DefinitionLevels, repetitions = raw.RepetitionLevels;
        int next = 0;
        for (int i = 0; i < repetitions.Length; i++)
        {
            if (repetitions[i] == 0) lists.Add([]);
            if (definitions[i] == defined) lists[^1].Add(raw.Values[next++]);
        }

        return [.. lists.Select(list => list.ToArray())];
    }
}
