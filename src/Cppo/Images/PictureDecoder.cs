using SkiaSharp;

namespace Cppo.Images;

/// <summary>Encoded bytes to RGB, by Skia's codecs; compositing and orientation are done here, with Pillow's arithmetic.</summary>
internal static class PictureDecoder
{
    /// <summary>Pillow's own limit against decompression bombs; a picture at it needs 600 MB while it is decoded.</summary>
    public const long LargestPixelCount = 89_478_485;

    private const string Formats = "Give a PNG, JPEG, WebP, GIF or BMP file.";

    public static Picture Decode(byte[] bytes, string name)
    {
        byte[] rgba;
        int width, height, orientation;
        using (SKCodec codec = Open(bytes, name)) // gone before more is allocated: a progressive JPEG's coefficients take as much as two pictures
        {
            (width, height, orientation) = (codec.Info.Width, codec.Info.Height, OrientationOf(bytes, codec));
            rgba = Pixels(codec, width, height, name);
        }

        byte[] rgb = Flatten(rgba);
        return Orientation.Apply(rgb, width, height, orientation);
    }

    public static (int Width, int Height) SizeOf(byte[] bytes, string name)
    {
        using SKCodec codec = Open(bytes, name);
        bool swapped = OrientationOf(bytes, codec) is >= 5 and <= 8;
        return swapped ? (codec.Info.Height, codec.Info.Width) : (codec.Info.Width, codec.Info.Height);
    }

    private static SKCodec Open(byte[] bytes, string name)
    {
        if (bytes.Length == 0)
        {
            throw new PictureException($"The picture {name} is empty (0 bytes).", "Write or download it again.");
        }

        SKCodec? codec = SKCodec.Create(new SKMemoryStream(bytes), out SKCodecResult opened); // the codec owns the stream
        if (codec is null)
        {
            throw opened == SKCodecResult.IncompleteInput
                ? CutOff(name)
                : new PictureException($"{name} is not a picture that can be decoded ({bytes.Length} bytes).", Formats);
        }

        (int width, int height) = (codec.Info.Width, codec.Info.Height);
        if ((long)width * height <= LargestPixelCount) return codec;
        codec.Dispose();
        throw new PictureException(
            $"The picture {name} says that it has {width} x {height} pixels, more than the {LargestPixelCount:N0} that are accepted.",
            "Reduce it first: the model sees at most max_pixels of it anyway.");
    }

    private static int OrientationOf(byte[] bytes, SKCodec codec) => ExifOrientation.Of(bytes) ?? (int)codec.EncodedOrigin;

    // [height, width, 4], not premultiplied: Skia's premultiplied pixels have lost the low bits of transparent colours.
    // No colour space in the layout: the stored numbers are wanted, as Pillow gives them.
    private static unsafe byte[] Pixels(SKCodec codec, int width, int height, string name)
    {
        SKAlphaType alpha = codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul;
        SKImageInfo layout = new(width, height, SKColorType.Rgba8888, alpha, null);
        byte[] rgba = new byte[(long)width * height * 4];
        SKCodecResult result;
        fixed (byte* pixels = rgba)
        {
            result = codec.GetPixels(layout, (nint)pixels, width * 4, new SKCodecOptions(0));
        }

        return result switch
        {
            SKCodecResult.Success => rgba,
            SKCodecResult.IncompleteInput => throw CutOff(name),
            _ => throw new PictureException($"The picture {name} is damaged ({result}).", "Write or download it again."),
        };
    }

    private static PictureException CutOff(string name) =>
        new($"The picture {name} is cut off: its data end before its last row.", "Write or download it again.");

    // Over white, channel by channel, in Pillow's 8-bit division: (t + (t >> 8)) >> 8 with t = c a + 255 (255 - a) + 128.
    private static byte[] Flatten(byte[] rgba)
    {
        byte[] rgb = new byte[rgba.Length / 4 * 3];
        for (int from = 0, to = 0; from < rgba.Length; from += 4, to += 3)
        {
            int alpha = rgba[from + 3];
            for (int channel = 0; channel < 3; channel++)
            {
                int sum = (rgba[from + channel] * alpha) + (255 * (255 - alpha)) + 128;
                rgb[to + channel] = (byte)((sum + (sum >> 8)) >> 8);
            }
        }

        return rgb;
    }
}
