using Cppo.Runtime;
using Microsoft.Win32.SafeHandles;

namespace Cppo.Data.Sources;

/// <summary>
/// Where the records of a text file begin and end: 12 bytes of memory a record, and one pass over the file. Whatever
/// separates records is ASCII, so that UTF-8 needs no decoding here.
/// </summary>
internal sealed class RecordIndex
{
    private readonly List<long> starts = [];
    private readonly List<int> lengths = [];

    /// <summary>How many records there are.</summary>
    public int Count => starts.Count;

    /// <summary>Reads a record's bytes.</summary>
    public byte[] Read(SafeFileHandle file, int record)
    {
        byte[] bytes = new byte[lengths[record]];
        int read = 0;
        while (read < bytes.Length && RandomAccess.Read(file, bytes.AsSpan(read), starts[record] + read) is > 0 and var more) read += more;
        return bytes;
    }

    /// <summary>One record a line; lines without anything but blanks are none.</summary>
    public static RecordIndex OfLines(Stream file) => Scan(file, new Lines());

    /// <summary>One record a line, but line breaks inside quoted fields belong to the field.</summary>
    /// <param name="file">From its first byte.</param>
    /// <param name="separator">Between fields.</param>
    public static RecordIndex OfQuotedLines(Stream file, char separator) => Scan(file, new QuotedLines((byte)separator));

    /// <summary>One record an element of the array that is the file's root.</summary>
    public static RecordIndex OfArray(Stream file) => Scan(file, new Elements());

    private static RecordIndex Scan(Stream file, IBoundaries boundaries)
    {
        RecordIndex index = new();
        byte[] buffer = new byte[1 << 20];
        long offset = SkipMark(file, buffer), start = -1, end = -1; // of the record that is open
        int read;
        while ((read = file.Read(buffer)) > 0)
        {
            for (int i = 0; i < read; i++)
            {
                Boundary boundary = boundaries.Next(buffer[i]);
                if (boundary == Boundary.Inside && (start >= 0 || !IsBlank(buffer[i])))
                {
                    if (start < 0) start = offset + i;
                    end = offset + i + 1;
                }
                else if (boundary == Boundary.Ends && start >= 0)
                {
                    index.Add(start, end);
                    start = -1;
                }
            }

            offset += read;
        }

        if (start >= 0) index.Add(start, end);
        return index;
    }

    // A byte order mark belongs to no record.
    private static int SkipMark(Stream file, byte[] buffer)
    {
        int head = file.ReadAtLeast(buffer.AsSpan(0, 3), 3, throwOnEndOfStream: false);
        int skipped = buffer.AsSpan(0, head).SequenceEqual<byte>([0xEF, 0xBB, 0xBF]) ? 3 : 0;
        file.Position = skipped;
        return skipped;
    }

    private void Add(long start, long end)
    {
        if (end - start > Array.MaxLength)
        {
            throw new CppoException(
                $"A record of the file is {end - start} bytes long; at most {Array.MaxLength} are read.",
                "Look for a bracket or a quote that is never closed.");
        }

        starts.Add(start);
        lengths.Add((int)(end - start));
    }

    // A tab is no blank: at a line's start it may separate empty fields.
    private static bool IsBlank(byte value) => value is (byte)' ' or (byte)'\r' or (byte)'\n';

    private enum Boundary
    {
        Inside,
        Ends,
        Outside,
    }

    private interface IBoundaries
    {
        Boundary Next(byte value);
    }

    private sealed class Lines : IBoundaries
    {
        public Boundary Next(byte value) => value == (byte)'\n' ? Boundary.Ends : Boundary.Inside;
    }

    // A quote opens a field only at its start; inside, two of them are one character, which closing and opening again amounts to.
    private sealed class QuotedLines(byte separator) : IBoundaries
    {
        private bool quoted, atStart = true;

        public Boundary Next(byte value)
        {
            if (quoted)
            {
                quoted = value != (byte)'"';
                atStart = !quoted; // a second quote opens again
                return Boundary.Inside;
            }

            quoted = atStart && value == (byte)'"';
            atStart = value == separator || value == (byte)'\n';
            return value == (byte)'\n' ? Boundary.Ends : Boundary.Inside;
        }
    }

    private sealed class Elements : IBoundaries
    {
        private int depth;
        private bool text, escaped;

        public Boundary Next(byte value)
        {
            if (text)
            {
                text = escaped || value != (byte)'"';
                escaped = !escaped && value == (byte)'\\';
                return Boundary.Inside;
            }

            switch ((char)value)
            {
                case '"':
                    text = true;
                    return Boundary.Inside;
                case '[' or '{':
                    return depth++ == 0 ? Boundary.Outside : Boundary.Inside;
                case ']' or '}':
                    return --depth == 0 ? Boundary.Ends : Boundary.Inside;
                case ',' when depth == 1:
                    return Boundary.Ends;
                default:
                    return depth == 0 || (depth == 1 && value == (byte)'\t') ? Boundary.Outside : Boundary.Inside;
            }
        }
    }
}
