using Cppo.Images;

namespace Cppo.Data;

/// <summary>A picture of a row. Nothing is read before it is asked for, and nothing is kept.</summary>
public sealed class DataPicture
{
    private const int HeadBytes = 1 << 16;
    private readonly long row;
    private readonly Func<int, byte[]> read;

    /// <param name="row">The row's number.</param>
    /// <param name="name">The path, or what else to call it.</param>
    /// <param name="read">Reads at most so many bytes.</param>
    internal DataPicture(long row, string name, Func<int, byte[]> read) => (this.row, Name, this.read) = (row, name, read);

    /// <summary>The path in the data, or which picture of which row it is.</summary>
    public string Name { get; }

    /// <summary>The encoded picture.</summary>
    /// <exception cref="DataRowException">It cannot be read, or its path leads out of the data set.</exception>
    public byte[] Bytes() => Reported(() => read(Array.MaxLength));

    /// <summary>Width and height from the picture's head; nothing is decoded.</summary>
    /// <exception cref="DataRowException">It cannot be read or is no picture.</exception>
    public (int Width, int Height) Size() => Reported(() =>
    {
        byte[] head = read(HeadBytes);
        try
        {
            return Picture.SizeOf(head, Name);
        }
        catch (PictureException) when (head.Length == HeadBytes)
        {
            return Picture.SizeOf(read(Array.MaxLength), Name); // much stands before the size in some files
        }
    });

    /// <summary>The decoded picture.</summary>
    /// <exception cref="DataRowException">It cannot be read, or is damaged.</exception>
    public Picture Decode() => Reported(() => Picture.Decode(read(Array.MaxLength), Name));

    private T Reported<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (PictureException error)
        {
            throw new DataRowException(row, $"Row {row} of the data: {error.Message}", error.Advice, error);
        }
    }
}
