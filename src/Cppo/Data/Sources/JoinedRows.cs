using Cppo.Runtime;

namespace Cppo.Data.Sources;

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
