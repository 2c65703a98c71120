using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Cppo.Images;

namespace Cppo.Interactive.Rendering;

/// <summary>
/// A difference as a palette PNG of 4 bits a pixel: one hue, sixteen opacities. About 2 KB for 84 x 84 pixels where the general
/// encoder needs 20.
/// </summary>
internal static class DifferencePng
{
    /// <summary>|Δ| from here on is opaque.</summary>
    public const int FullLevel = 96;

    private const int Steps = 16;
    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static byte[] Encode(PictureDifference difference)
    {
        using MemoryStream output = new();
        output.Write(Signature);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, difference.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), difference.Height);
        (header[8], header[9]) = (4, 3); // 4 bits, palette
        WriteChunk(output, "IHDR", header);
        WriteChunk(output, "PLTE", [.. Enumerable.Repeat<byte[]>([200, 90, 0], Steps).SelectMany(colour => colour)]);
        WriteChunk(output, "tRNS", [.. Enumerable.Range(0, Steps).Select(step => (byte)(step * 17))]);
        WriteChunk(output, "IDAT", Compress(Rows(difference)));
        WriteChunk(output, "IEND", []);
        return output.ToArray();
    }

    private static byte[] Rows(PictureDifference difference)
    {
        int stride = 1 + ((difference.Width + 1) / 2); // filter byte, then two pixels a byte
        byte[] rows = new byte[stride * difference.Height];
        for (int y = 0; y < difference.Height; y++)
        {
            for (int x = 0; x < difference.Width; x++)
            {
                int level = Math.Min(difference.Levels[(y * difference.Width) + x], (byte)FullLevel);
                int step = ((level * (Steps - 1)) + (FullLevel / 2)) / FullLevel;
                rows[(y * stride) + 1 + (x / 2)] |= (byte)(x % 2 == 0 ? step << 4 : step);
            }
        }

        return rows;
    }

    private static byte[] Compress(byte[] data)
    {
        using MemoryStream output = new();
        using (ZLibStream stream = new(output, CompressionLevel.SmallestSize, leaveOpen: true)) stream.Write(data);
        return output.ToArray();
    }

    private static void WriteChunk(Stream output, string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        output.Write(number);
        output.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum(body));
        output.Write(number);
    }

    // CRC-32 of ISO 3309, bit by bit: a few kilobytes do not need a table.
    private static uint Checksum(ReadOnlySpan<byte> data)
    {
        uint crc = 0xFFFFFFFF;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }

        return ~crc;
    }
}
