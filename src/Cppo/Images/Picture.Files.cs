using SkiaSharp;

namespace Cppo.Images;

/// <content>Reading and writing encoded pictures.</content>
public sealed partial class Picture
{
    /// <summary>Reads a PNG, JPEG, WebP, GIF (first frame) or BMP file; see <see cref="Decode"/>.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="PictureException">The file is missing, is not a picture, is cut off or is too large.</exception>
    public static Picture Read(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new PictureException($"The picture {path} cannot be read: {error.Message}", "Check the path and its permissions.", error);
        }

        return Decode(bytes, path);
    }

    /// <summary>
    /// Decodes a picture as the reference's processor does: first frame, EXIF orientation applied, transparency composited over
    /// white, grey and palette to RGB, no colour management, 16-bit channels cut to their high byte. Lossless formats are exact.
    /// </summary>
    /// <param name="bytes">The encoded picture.</param>
    /// <param name="name">What to call it in errors, for instance its path.</param>
    /// <exception cref="PictureException">The bytes are no picture, are cut off, or the picture is too large.</exception>
    public static Picture Decode(byte[] bytes, string name) => PictureDecoder.Decode(bytes, name);

    /// <summary>Width and height of an encoded picture, upright, from its head; nothing is decoded.</summary>
    /// <param name="bytes">The encoded picture, or as much of its start as holds its head.</param>
    /// <param name="name">What to call it in errors, for instance its path.</param>
    /// <exception cref="PictureException">The bytes are no picture, or it is too large.</exception>
    public static (int Width, int Height) SizeOf(byte[] bytes, string name) => PictureDecoder.SizeOf(bytes, name);

    /// <summary>Encodes as an 8-bit RGB PNG, compressed as far as zlib goes.</summary>
    public byte[] ToPng()
    {
        // Skia has no packed 24-bit layout; opaque pixels with a padding byte are written as 24-bit PNG.
        SKImageInfo layout = new(Width, Height, SKColorType.Rgb888x, SKAlphaType.Opaque);
        using SKBitmap bitmap = new(layout);
        Span<byte> padded = bitmap.GetPixelSpan();
        for (int from = 0, to = 0; from < rgb.Length; from += 3, to += 4)
        {
            (padded[to], padded[to + 1], padded[to + 2], padded[to + 3]) = (rgb[from], rgb[from + 1], rgb[from + 2], 255);
        }

        using SKPixmap pixels = bitmap.PeekPixels();
        using SKData? data = pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.AllFilters, 9));
        return data?.ToArray() ?? throw new PictureException($"A picture of {Width} x {Height} pixels could not be written as PNG.", "Reduce it first.");
    }
}
