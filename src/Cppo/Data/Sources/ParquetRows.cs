using Cppo.Runtime;
using Parquet;
using Parquet.Schema;

namespace Cppo.Data.Sources;

/// <summary>
/// A Parquet file, one row group at a time and in it only the columns that are asked for. Row groups of up to 256 MB together stay in
/// memory for reads out of order.
/// </summary>
internal sealed class ParquetRows : RowSource
{
    private const long Kept = 256L << 20;
    private readonly Lock reading = new();
    private readonly string path;
    private readonly ParquetReader reader;
    private readonly long[] starts;
    private readonly LinkedList<Group> groups = []; // the one used last comes first

    public ParquetRows(string path)
    {
        this.path = path;
        FileStream stream = Open(path);
        try
        {
            reader = Guarded(() => ParquetReader.CreateAsync(stream, null, leaveStreamOpen: false).GetAwaiter().GetResult());
            starts = new long[reader.RowGroupCount + 1];
            for (int i = 0; i < reader.RowGroupCount; i++) starts[i + 1] = starts[i] + Guarded(() => RowsOf(i));
            Columns = Guarded(() => reader.Schema.Fields.Select(field => field.Name).ToList());
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public override IReadOnlyList<string> Columns { get; }

    public override long Count => starts[^1];

    public override IRow Read(long row)
    {
        int group = Array.BinarySearch(starts, row) is var found && found >= 0 ? found : ~found - 1;
        while (starts[group + 1] == row) group++; // groups without rows
        lock (reading) return new Row(GroupAt(group), (int)(row - starts[group]));
    }

    public override void Dispose() => reader.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private Group GroupAt(int number)
    {
        LinkedListNode<Group>? node = groups.First;
        while (node is not null && node.Value.Number != number) node = node.Next;
        if (node is null) node = new(new Group(this, number));
        else groups.Remove(node);
        groups.AddFirst(node);
        while (groups.Count > 1 && groups.Sum(group => group.Bytes) > Kept) groups.RemoveLast();
        return node.Value;
    }

    private long RowsOf(int group)
    {
        using ParquetRowGroupReader opened = reader.OpenRowGroupReader(group);
        return opened.RowCount;
    }

    // Damaged files make the reader fail in many ways (IndexOutOfRange, Overflow, its own); all of them are the file's fault.
    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is not CppoException)
        {
            throw new CppoException(
                $"{path} cannot be read as Parquet: {error.Message.ReplaceLineEndings(" ")}",
                "The file is cut off or damaged: download or write it again.", error);
        }
    }

    /// <summary>The columns of a row group that were asked for.</summary>
    private sealed class Group(ParquetRows owner, int number)
    {
        private readonly Dictionary<string, object?[]> columns = [];

        public int Number => number;

        public long Bytes { get; private set; }

        public object? Value(string column, int row)
        {
            lock (owner.reading)
            {
                if (!columns.TryGetValue(column, out object?[]? values))
                {
                    Field? field = owner.reader.Schema.Fields.FirstOrDefault(field => field.Name == column);
                    if (field is null) return null;
                    columns[column] = values = owner.Guarded(() =>
                    {
                        using ParquetRowGroupReader opened = owner.reader.OpenRowGroupReader(number);
                        return ParquetColumn.Read(opened, field);
                    });
                    Bytes += values.Sum(SizeOf);
                }

                return values[row];
            }
        }

        private static long SizeOf(object? value) => 16 + value switch
        {
            byte[] bytes => bytes.LongLength,
            string text => 2L * text.Length,
            IReadOnlyList<object?> list => list.Sum(SizeOf),
            IReadOnlyDictionary<string, object?> structure => structure.Values.Sum(SizeOf),
            _ => 0,
        };
    }

    private sealed class Row(Group group, int place) : IRow
    {
        public object? this[string column] => group.Value(column, place);
    }
}
