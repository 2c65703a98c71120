using System.Buffers.Binary;
using SkiaSharp;

namespace Cppo.Tests.Images;

/// <summary>Writes lossless WebP files that carry an EXIF block.</summary>
public static class WebpBytes
{
    /// <summary>A grey picture, row by row, in the extended layout with an EXIF chunk.</summary>
    public static byte[] WithExif(int width, int height, byte[] greys, byte[] exif)
    {
        using SKBitmap bitmap = new(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (int i = 0; i < greys.Length; i++) bitmap.SetPixel(i % width, i / width, new SKColor(greys[i], greys[i], greys[i]));
        using SKPixmap pixels = bitmap.PeekPixels();
        using SKData plain = pixels.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 100))!;
        ReadOnlySpan<byte> image = plain.ToArray().AsSpan(12); // its chunks, without the file's own head
        byte[] extended = [8, 0, 0, 0, (byte)(width - 1), 0, 0, (byte)(height - 1), 0, 0]; // flag 8: there is EXIF
        byte[] chunks = [.. Chunk("VP8X"u8, extended), .. image, .. Chunk("EXIF"u8, exif)];
        return [.. Chunk("RIFF"u8, [.. "WEBP"u8, .. chunks])];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, data.Length);
        return [.. name, .. length, .. data, .. new byte[data.Length % 2]];
    }
}
