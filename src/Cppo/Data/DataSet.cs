using Cppo.Data.Sources;
using Cppo.Runtime;

namespace Cppo.Data;

/// <summary>
/// Questions about pictures in files: Parquet, JSON lines, tables and folders, in the layouts that <see cref="DataLayout"/> lists. Rows
/// are read when asked for, never all at once. Safe to share.
/// </summary>
public sealed class DataSet : IDisposable
{
    private readonly RowSource source;
    private readonly PictureFolder folder;
    private readonly Lazy<Dictionary<string, long>> rowsByIndex;

    private DataSet(string path, RowSource source, string pictures, bool easyVqa, DataSetOptions options)
    {
        (Path, this.source, Options) = (path, source, options);
        if (source.Count == 0) throw new CppoException($"{path} holds no rows.", "Check that it was written to the end.");
        (Layout, Roles) = easyVqa && options.Columns is null
            ? (DataLayout.EasyVqa, LayoutReader.EasyVqa)
            : LayoutReader.Recognise(path, source.Columns, options.Columns);
        BoxedAnswers = options.BoxedAnswers ?? Layout == DataLayout.ViRL39K;
        OptionColumns = [.. Enumerable.Range('A', 26).Select(letter => $"{(char)letter}").Where(Columns.Contains)];
        folder = new(pictures, options.PictureFolder, options.AllowPathsOutside);
        rowsByIndex = new(FindIndices);
    }

    /// <summary>The file or folder, as it was named.</summary>
    public string Path { get; }

    /// <summary>Which layout was recognised.</summary>
    public DataLayout Layout { get; }

    /// <summary>Which column holds what.</summary>
    public DataColumns Roles { get; }

    /// <summary>All columns of the files.</summary>
    public IReadOnlyList<string> Columns => source.Columns;

    /// <summary>How many rows there are, broken ones included.</summary>
    public long Count => source.Count;

    /// <summary>How rows are read and become prompts.</summary>
    public DataSetOptions Options { get; }

    /// <summary>Whether answers stand in boxes.</summary>
    public bool BoxedAnswers { get; }

    /// <summary>The columns with a model's share of right answers.</summary>
    public IReadOnlyList<string> PassRates => [.. Columns.Where(LayoutReader.IsPassRate)];

    internal IReadOnlyList<string> OptionColumns { get; }

    /// <summary>The data in words that change where the files do: name, rows, bytes.</summary>
    internal string Source => FormattableString.Invariant(
        $"{System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(Path))}, {Count} rows{(File.Exists(Path) ? $", {new FileInfo(Path).Length} bytes" : "")}");

    /// <summary>Opens a data set and recognises its layout.</summary>
    /// <param name="path">A file, a pattern of files with an asterisk in the name ("train-*.parquet"), or a folder.</param>
    /// <param name="options">How rows are read; the defaults where null.</param>
    /// <exception cref="CppoException">There is nothing, nothing that can be read, no row, or no layout that is known.</exception>
    public static DataSet Open(string path, DataSetOptions? options = null)
    {
        (RowSource rows, string pictures, bool easyVqa) = SourceFiles.Open(path);
        try
        {
            return new(path, rows, pictures, easyVqa, options ?? new());
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    /// <summary>Reads a row.</summary>
    /// <param name="number">From 0, in the order of the files.</param>
    /// <exception cref="DataRowException">The row cannot be read.</exception>
    /// <exception cref="CppoException">There is no such row, or the file is damaged.</exception>
    public DataRow Row(long number)
    {
        if (number < 0 || number >= Count) throw new CppoException($"{Path} has no row {number}.", $"Its rows are 0 to {Count - 1}.");
        try
        {
            return new(this, number, source.Read(number));
        }
        catch (DataRowException error) when (error.Row != number)
        {
            // A shard counts its own rows.
            throw new DataRowException(number, $"Row {number} of the data (row {error.Row} of its file): {error.Message}", error.Advice, error);
        }
    }

    /// <summary>
    /// All rows in the order of the files, each read when it is its turn; no picture is opened. Broken ones are passed over or end it,
    /// as the options say.
    /// </summary>
    /// <exception cref="DataRowException">A row is broken, and broken rows are fatal.</exception>
    public IEnumerable<DataRow> Rows()
    {
        for (long number = 0; number < Count; number++)
        {
            if (Usable(number, PictureCheck.None, Options.BrokenRows == BrokenRows.Fail ? null : _ => { }) is { } row) yield return row;
        }
    }

    /// <summary>Looks at every row once and keeps the numbers of those that are wanted and can be used.</summary>
    /// <param name="filter">Which are wanted; all where null.</param>
    /// <param name="shuffle">A seed for a random order; null keeps the order of the files.</param>
    /// <param name="take">At most so many, the first in that order.</param>
    /// <param name="progress">Receives the number of rows looked at.</param>
    /// <param name="cancellation">Looked at between rows.</param>
    /// <exception cref="CppoException">The filter asks for what no row has, or a row is broken and broken rows are fatal.</exception>
    public DataSelection Select(
        DataFilter? filter = null, ulong? shuffle = null, int? take = null, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        filter ??= new();
        filter.Require(this);
        if (take < 0) throw new CppoException($"{take} rows cannot be taken.", "Take 0 or more.");
        List<long> kept = [];
        List<BrokenRow> broken = [];
        Dictionary<string, long> dropped = [];
        Dictionary<string, int> categories = [];
        Action<DataRowException>? note = Options.BrokenRows == BrokenRows.Fail
            ? null
            : error => broken.Add(new(error.Row, error.Message, error.Advice));
        for (long number = 0; number < Count; number++)
        {
            cancellation.ThrowIfCancellationRequested();
            string? reason = null;
            if (Usable(number, Options.PictureCheck, note, row => reason = filter.Reason(row, this)) is { } wanted)
            {
                kept.Add(number);
                categories[wanted.Category] = categories.GetValueOrDefault(wanted.Category) + 1;
            }
            else if (reason is not null)
            {
                dropped[reason] = dropped.GetValueOrDefault(reason) + 1;
            }

            if (number % 1024 == 1023) progress?.Report(number + 1);
        }

        if (kept.Count == 0 && filter.Categories.Count > 0) RequireCategory(filter.Categories);
        DataReport report = new(Count, kept.Count, [.. dropped.Select(entry => new DroppedRows(entry.Key, entry.Value)).OrderByDescending(entry => entry.Count)], broken)
        {
            Categories = [.. categories],
        };
        if (shuffle is { } seed) new CounterRandom(seed, "data order").Shuffle(kept);
        return new(this, filter, shuffle, [.. kept.Take(take ?? kept.Count)], report);
    }

    /// <summary>Closes the files.</summary>
    public void Dispose() => source.Dispose();

    /// <summary>The pictures of a row.</summary>
    internal IReadOnlyList<DataPicture> PicturesOf(DataRow row)
    {
        if (Roles.Pictures is not { } column) return [];
        object? value = row[column];
        if (Layout == DataLayout.EasyVqa) value = LayoutReader.EasyVqaPicture(value);
        // In VLMEvalKit's tables a short text in place of a picture is the index of the row that has it.
        const int longestIndex = 64;
        if (Layout == DataLayout.VlmEvalKit && value is string { Length: <= longestIndex } index && rowsByIndex.Value.TryGetValue(index, out long other))
            value = Row(other)[column];
        return PictureValues.Of(row.Number, value, folder);
    }

    // Null for a row that is broken (which is noted) or not wanted. What the filter drops need not be usable.
    private DataRow? Usable(long number, PictureCheck check, Action<DataRowException>? note, Func<DataRow, string?>? reason = null)
    {
        try
        {
            DataRow row = Row(number);
            if (reason?.Invoke(row) is not null) return null;
            row.Require(check);
            return row;
        }
        catch (DataRowException error) when (note is not null)
        {
            note(error);
            return null;
        }
    }

    // A mistyped category would drop every row and say no more than that.
    private void RequireCategory(IReadOnlyList<string> wanted)
    {
        const int most = 20;
        string[] found = [.. Rows().Select(row => row.Category).Distinct()];
        if (found.Intersect(wanted).Any()) return;
        throw new CppoException(
            $"No row of {Path} is of the category {string.Join(" or ", wanted)}.",
            $"There are {string.Join(", ", found.Take(most))}{(found.Length > most ? $" and {found.Length - most} more" : "")}.");
    }

    private Dictionary<string, long> FindIndices()
    {
        Dictionary<string, long> rows = [];
        for (long number = 0; number < Count; number++)
        {
            try
            {
                rows.TryAdd(Row(number).TextIn("index"), number);
            }
            catch (DataRowException)
            {
                // It is reported when the row is read.
            }
        }

        return rows;
    }
}
