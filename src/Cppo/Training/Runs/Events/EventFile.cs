using System.Buffers.Binary;
using Cppo.Runtime;

namespace Cppo.Training.Runs.Events;

/// <summary>
/// A TensorBoard event file: TFRecord frames (length, masked CRC-32C of the length, data, masked CRC-32C of the data), one event each.
/// Point <c>tensorboard --logdir</c> at the run directory or at a folder of runs.
/// </summary>
public static class EventFile
{
    /// <summary>The file's name in a run directory; TensorBoard looks for "tfevents" in it.</summary>
    public const string Name = "events.out.tfevents.run";

    private const int LengthBytes = 8, ChecksumBytes = 4;

    /// <summary>Reads all events and verifies every checksum.</summary>
    /// <exception cref="CppoException">The file is missing, or a record is damaged or cut off.</exception>
    public static IReadOnlyList<TensorBoardEvent> Read(string path)
    {
        byte[] bytes = Bytes(path);
        List<TensorBoardEvent> events = [];
        int position = 0;
        while (Next(bytes, ref position) is { } found) events.Add(found);
        if (position == bytes.Length) return events;
        throw new CppoException(
            $"Record {events.Count + 1} of {path} (byte {position}) is damaged or cut off.",
            "Resume the run: the file is mended from metrics.jsonl; or delete it, it is made anew then.");
    }

    /// <summary>
    /// Brings a file to what it should hold: the longest undamaged beginning that agrees in steps and tags stays as it is, the rest is cut
    /// off, and what is missing is appended.
    /// </summary>
    internal static void Mend(string path, IReadOnlyList<TensorBoardEvent> expected)
    {
        byte[] bytes = File.Exists(path) ? Bytes(path) : [];
        int position = 0, kept = 0, end = 0;
        while (kept < expected.Count && Next(bytes, ref position) is { } found && Agree(found, expected[kept]))
        {
            kept++;
            end = position;
        }

        if (end < bytes.Length)
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Write, FileShare.Read);
            stream.SetLength(end);
        }

        if (kept < expected.Count) Append(path, [.. expected.Skip(kept)]);
    }

    /// <summary>Appends events.</summary>
    internal static void Append(string path, params IReadOnlyList<TensorBoardEvent> events)
    {
        using MemoryStream frames = new();
        foreach (TensorBoardEvent one in events) Frame(frames, one.ToBytes());
        using FileStream stream = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        frames.WriteTo(stream);
    }

    private static bool Agree(TensorBoardEvent found, TensorBoardEvent expected) =>
        found.Step == expected.Step
        && found.FileVersion == expected.FileVersion
        && found.Scalars.SequenceEqual(expected.Scalars);

    private static void Frame(Stream stream, byte[] data)
    {
        Span<byte> length = stackalloc byte[LengthBytes], checksum = stackalloc byte[ChecksumBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, Crc32C.Masked(length));
        stream.Write(length);
        stream.Write(checksum);
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, Crc32C.Masked(data));
        stream.Write(data);
        stream.Write(checksum);
    }

    // The record at a position, which moves behind it; null, with the position where it was, at the end and where the bytes are damaged.
    private static TensorBoardEvent? Next(ReadOnlySpan<byte> bytes, ref int position)
    {
        ReadOnlySpan<byte> rest = bytes[position..];
        const int Head = LengthBytes + ChecksumBytes;
        if (rest.Length < Head || BinaryPrimitives.ReadUInt32LittleEndian(rest[LengthBytes..]) != Crc32C.Masked(rest[..LengthBytes])) return null;
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(rest);
        if (length > (ulong)(rest.Length - Head - ChecksumBytes) || rest.Length < Head + ChecksumBytes) return null;
        ReadOnlySpan<byte> data = rest.Slice(Head, (int)length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(rest[(Head + (int)length)..]) != Crc32C.Masked(data)) return null;
        TensorBoardEvent found = TensorBoardEvent.Read(data);
        position += Head + (int)length + ChecksumBytes;
        return found;
    }

    private static byte[] Bytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CppoException($"The event file {path} cannot be read: {error.Message}", "Check the path and its permissions.", error);
        }
    }
}
