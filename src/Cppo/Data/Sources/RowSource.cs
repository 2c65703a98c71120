using Cppo.Runtime;

namespace Cppo.Data.Sources;

/// <summary>The rows of one or more files, read when asked for. Rows asked for in order are read in order. Safe to share.</summary>
internal abstract class RowSource : IDisposable
{
    /// <summary>The columns' names in the file's order.</summary>
    public abstract IReadOnlyList<string> Columns { get; }

    /// <summary>How many rows there are.</summary>
    public abstract long Count { get; }

    /// <summary>Reads a row.</summary>
    /// <exception cref="CppoException">The row, or what it lies in, cannot be read.</exception>
    public abstract IRow Read(long row);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }

    /// <summary>Opens a file for reading at any place.</summary>
    /// <exception cref="CppoException">It is missing or cannot be opened.</exception>
    protected static FileStream Open(string path)
    {
        try
        {
            return new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.RandomAccess);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CppoException($"{path} cannot be opened: {error.Message}", "Check the path and its permissions.", error);
        }
    }
}

/// <summary>Several files as one, in the order given: the shards of a data set.</summary>
internal sealed class JoinedRows : RowSource
{
    private readonly IReadOnlyList<RowSource> parts;
    private readonly long[] starts;

    public JoinedRows(IReadOnlyList<(string Path, RowSource Rows)> parts)
    {
        this.parts = [.. parts.Select(part => part.Rows)];
        foreach ((string path, RowSource rows) in parts)
        {
            if (rows.Columns.SequenceEqual(Columns)) continue;
            throw new CppoException(
                $"{path} has the columns {string.Join(", ", rows.Columns)}, {parts[0].Path} has {string.Join(", ", Columns)}.",
                "Open files of one layout together.");
        }

        starts = new long[parts.Count + 1];
        for (int i = 0; i < parts.Count; i++) starts[i + 1] = starts[i] + this.parts[i].Count;
    }

    public override IReadOnlyList<string> Columns => parts[0].Columns;

    public override long Count => starts[^1];

    public override IRow Read(long row)
    {
        int part = 0;
        while (row >= starts[part + 1]) part++;
        return parts[part].Read(row - starts[part]);
    }

    public override void Dispose()
    {
        foreach (RowSource part in parts) part.Dispose();
    }
}
