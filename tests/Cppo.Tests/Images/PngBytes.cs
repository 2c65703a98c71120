using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Cppo.Tests.Images;

/// <summary>Writes PNG files of any kind, valid or not, chunk by chunk.</summary>
public static class PngBytes
{
    /// <summary>A file with the given header, chunks between header and pixels, and scan lines (filter byte included).</summary>
    public static byte[] Write(int width, int height, int bitDepth, int colourType, byte[] scanLines, params (string Name, byte[] Data)[] chunks)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = ((byte)bitDepth, (byte)colourType);
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(scanLines);
        using MemoryStream file = new();
        file.Write([0x89, .. "PNG\r\n\x1A\n"u8]);
        foreach ((string name, byte[] data) in chunks.Prepend(("IHDR", header)).Append(("IDAT", packed.ToArray())).Append(("IEND", []))) Chunk(file, name, data);
        return file.ToArray();
    }

    /// <summary>An EXIF block whose only entry is an orientation.</summary>
    public static byte[] Exif(int orientation) =>
        [.. "MM\0*\0\0\0\x08"u8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];

    private static void Chunk(Stream file, string name, byte[] data)
    {
        byte[] number = new byte[4];
        byte[] body = [.. Encoding.ASCII.GetBytes(name), .. data];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum(body));
        file.Write(number);
    }

    private static uint Checksum(byte[] body)
    {
        uint sum = uint.MaxValue;
        foreach (byte value in body)
        {
            sum ^= value;
            for (int bit = 0; bit < 8; bit++) sum = (sum & 1) == 1 ? (sum >> 1) ^ 0xEDB88320u : sum >> 1;
        }

        return ~sum;
    }
}
