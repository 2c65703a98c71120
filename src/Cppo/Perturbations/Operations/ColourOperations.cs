using Cppo.Images;
using Cppo.Runtime;

namespace Cppo.Perturbations.Operations;

/// <summary>
/// Brightness, contrast and saturation in Pillow's arithmetic: a blend between the picture and a picture without the property, in
/// float32, cut to 0..255 and truncated.
/// </summary>
public static class ColourOperations
{
    private const int Channels = 3;

    /// <summary>Pillow's grey value of a colour.</summary>
    /// <param name="red">0..255.</param>
    /// <param name="green">0..255.</param>
    /// <param name="blue">0..255.</param>
    public static byte Luma(byte red, byte green, byte blue) => (byte)(((19595 * red) + (38470 * green) + (7471 * blue) + 32768) >> 16);

    /// <summary>Moves every channel away from (or to) black.</summary>
    /// <param name="picture">The original.</param>
    /// <param name="factor">0 black, 1 unchanged, above 1 brighter.</param>
    public static Picture WithBrightness(this Picture picture, double factor) => Blend(picture, factor, static (_, _) => 0);

    /// <summary>Moves every channel away from (or to) the picture's mean grey value.</summary>
    /// <param name="picture">The original.</param>
    /// <param name="factor">0 grey, 1 unchanged, above 1 harder.</param>
    public static Picture WithContrast(this Picture picture, double factor)
    {
        ReadOnlySpan<byte> rgb = picture.Rgb;
        long sum = 0;
        for (int i = 0; i < rgb.Length; i += Channels) sum += Luma(rgb[i], rgb[i + 1], rgb[i + 2]);
        int mean = (int)((sum / (double)(rgb.Length / Channels)) + 0.5);
        return Blend(picture, factor, (_, _) => mean);
    }

    /// <summary>Moves every channel away from (or to) the pixel's own grey value.</summary>
    /// <param name="picture">The original.</param>
    /// <param name="factor">0 grey, 1 unchanged, above 1 more colourful.</param>
    public static Picture WithSaturation(this Picture picture, double factor) => Blend(picture, factor, LumaAt);

    /// <summary>The grey picture, in three equal channels.</summary>
    /// <param name="picture">The original.</param>
    public static Picture ToGreyscale(this Picture picture)
    {
        byte[] grey = new byte[picture.Rgb.Length];
        for (int i = 0; i < grey.Length; i += Channels) grey.AsSpan(i, Channels).Fill((byte)LumaAt(picture.Rgb, i));
        return new Picture(picture.Width, picture.Height, grey);
    }

    private static int LumaAt(ReadOnlySpan<byte> rgb, int pixel) => Luma(rgb[pixel], rgb[pixel + 1], rgb[pixel + 2]);

    private static Picture Blend(Picture picture, double factor, Func<ReadOnlySpan<byte>, int, int> without)
    {
        if (!double.IsFinite(factor)) throw new CppoException($"A colour factor of {factor} is not a number.", "Use a factor of 0 or more; 1 changes nothing.");
        float weight = (float)factor;
        if (weight == 1) return picture;
        ReadOnlySpan<byte> rgb = picture.Rgb;
        byte[] blended = new byte[rgb.Length];
        for (int pixel = 0; pixel < rgb.Length; pixel += Channels)
        {
            int from = without(rgb, pixel);
            for (int i = pixel; i < pixel + Channels; i++) blended[i] = (byte)Math.Clamp(from + (weight * (rgb[i] - from)), 0f, 255f);
        }

        return new Picture(picture.Width, picture.Height, blended);
    }
}
