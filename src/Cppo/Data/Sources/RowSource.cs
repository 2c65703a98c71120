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
