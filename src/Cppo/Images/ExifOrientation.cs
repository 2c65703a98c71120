using System.Buffers.Binary;

namespace Cppo.Images;

/// <summary>The orientation in a PNG's or WebP's EXIF chunk: Skia reads it in JPEG files, but not in all of these.</summary>
internal static class ExifOrientation
{
    private const int OrientationTag = 0x0112;

    /// <summary>The orientation (1..8), or nothing where the file has no such chunk.</summary>
    public static int? Of(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith<byte>([0x89, .. "PNG\r\n\x1A\n"u8])) return FromTiff(PngChunk(file[8..]));
        bool webp = file.Length > 12 && file.StartsWith("RIFF"u8) && file[8..].StartsWith("WEBP"u8);
        return webp ? FromTiff(RiffChunk(file[12..])) : null;
    }

    // Length (big-endian), name, data, checksum.
    private static ReadOnlySpan<byte> PngChunk(ReadOnlySpan<byte> rest)
    {
        while (rest.Length >= 12)
        {
            long length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - 12) return [];
            if (rest[4..].StartsWith("eXIf"u8)) return rest.Slice(8, (int)length);
            rest = rest[(12 + (int)length)..];
        }

        return [];
    }

    // Name, length (little-endian), data, padded to an even length. Some writers keep JPEG's prefix.
    private static ReadOnlySpan<byte> RiffChunk(ReadOnlySpan<byte> rest)
    {
        while (rest.Length >= 8)
        {
            long length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            if (length > rest.Length - 8) return [];
            ReadOnlySpan<byte> data = rest.Slice(8, (int)length);
            if (rest.StartsWith("EXIF"u8)) return data.StartsWith("Exif\0\0"u8) ? data[6..] : data;
            rest = rest[(int)Math.Min(rest.Length, 8 + length + (length % 2))..];
        }

        return [];
    }

    // TIFF: byte order, 42, offset of the first directory; there: how many entries, then 12 bytes each (tag, type, count, value).
    private static int? FromTiff(ReadOnlySpan<byte> tiff)
    {
        bool little = tiff.StartsWith("II"u8);
        if (tiff.Length < 8 || !(little || tiff.StartsWith("MM"u8))) return null;
        long directory = little ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]);
        if (directory > tiff.Length - 2) return null;
        int entries = Short(tiff[(int)directory..], little);
        for (int i = 0; i < entries; i++)
        {
            long at = directory + 2 + (12L * i);
            if (at > tiff.Length - 12) return null;
            ReadOnlySpan<byte> entry = tiff.Slice((int)at, 12);
            if (Short(entry, little) == OrientationTag) return Short(entry[8..], little);
        }

        return null;
    }

    private static int Short(ReadOnlySpan<byte> data, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(data) : BinaryPrimitives.ReadUInt16BigEndian(data);
}
