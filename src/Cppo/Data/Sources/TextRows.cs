using Cppo.Runtime;

namespace Cppo.Data.Sources;

/// <summary>Rows of a text file: an index of where they lie is kept, the rows are read when asked for.</summary>
internal abstract class TextRows : RowSource
{
    private readonly FileStream file;

    protected TextRows(string path, Func<Stream, RecordIndex> index)
    {
        Path = path;
        file = Open(path);
        try
        {
            Records = index(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public override void Dispose() => file.Dispose();

    protected string Path { get; }

    protected RecordIndex Records { get; }

    protected byte[] Bytes(long record)
    {
        try
        {
            return Records.Read(file.SafeFileHandle, (int)record);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CppoException($"{Path} cannot be read: {error.Message}", "Check the disk it lies on.", error);
        }
    }
}
