using Cppo.Images;
using Cppo.Runtime;

namespace Cppo.Perturbations.Operations;

/// <summary>Operations that put something over parts of a picture, or cut a part out.</summary>
public static class CoverOperations
{
    private const int Channels = 3;

    /// <summary>Pastes patches in order; later ones cover earlier ones.</summary>
    /// <param name="picture">The original.</param>
    /// <param name="rectangles">Where, wholly inside the picture.</param>
    /// <param name="pixels">The patches' RGB one after another, each row by row.</param>
    /// <exception cref="CppoException">A patch lies outside, or the pixels are too few or too many.</exception>
    public static Picture WithPatches(this Picture picture, IReadOnlyList<PixelRectangle> rectangles, ReadOnlySpan<byte> pixels)
    {
        byte[] covered = picture.Rgb.ToArray();
        foreach (PixelRectangle patch in rectangles)
        {
            RequireInside(picture, patch);
            for (int y = patch.Y; y < patch.Y + patch.Height; y++)
            {
                if (pixels.Length < patch.Width * Channels) throw WrongPixelCount();
                pixels[..(patch.Width * Channels)].CopyTo(covered.AsSpan(((y * picture.Width) + patch.X) * Channels));
                pixels = pixels[(patch.Width * Channels)..];
            }
        }

        return pixels.IsEmpty ? new Picture(picture.Width, picture.Height, covered) : throw WrongPixelCount();
    }

    /// <summary>Blackens rectangles; what lies outside the picture is cut off.</summary>
    /// <param name="picture">The original.</param>
    /// <param name="rectangles">Where.</param>
    public static Picture WithBlack(this Picture picture, IEnumerable<PixelRectangle> rectangles)
    {
        byte[] covered = picture.Rgb.ToArray();
        foreach (PixelRectangle black in rectangles.Select(rectangle => rectangle.CutTo(picture.Width, picture.Height)))
        {
            for (int y = black.Y; y < black.Y + black.Height; y++) covered.AsSpan(((y * picture.Width) + black.X) * Channels, black.Width * Channels).Clear();
        }

        return new Picture(picture.Width, picture.Height, covered);
    }

    /// <summary>Cuts a rectangle out and enlarges it to the picture's size, bilinearly.</summary>
    /// <param name="picture">The original.</param>
    /// <param name="part">The rectangle, wholly inside the picture and not empty.</param>
    /// <exception cref="CppoException">The rectangle is empty or lies outside.</exception>
    public static Picture ZoomTo(this Picture picture, PixelRectangle part)
    {
        RequireInside(picture, part);
        byte[] crop = new byte[part.Width * part.Height * Channels];
        for (int y = 0; y < part.Height; y++)
        {
            picture.Rgb.Slice((((part.Y + y) * picture.Width) + part.X) * Channels, part.Width * Channels).CopyTo(crop.AsSpan(y * part.Width * Channels));
        }

        return new Picture(part.Width, part.Height, crop).Resize(picture.Width, picture.Height, ResamplingFilter.Bilinear);
    }

    /// <summary>A picture of the same size in one grey level.</summary>
    /// <param name="picture">Gives the size.</param>
    /// <param name="level">0 to 255.</param>
    public static Picture AllGrey(this Picture picture, byte level)
    {
        byte[] grey = new byte[picture.Rgb.Length];
        grey.AsSpan().Fill(level);
        return new Picture(picture.Width, picture.Height, grey);
    }

    /// <summary>A weighted mean with another picture of the same size, rounded.</summary>
    /// <param name="picture">The one.</param>
    /// <param name="other">The other.</param>
    /// <param name="share">Weight of the other, 0 to 1.</param>
    public static Picture MixedWith(this Picture picture, Picture other, double share)
    {
        if (share is 0 or 1) return share == 0 ? picture : other;
        byte[] mixed = new byte[picture.Rgb.Length];
        for (int i = 0; i < mixed.Length; i++) mixed[i] = (byte)Math.Round(picture.Rgb[i] + ((other.Rgb[i] - picture.Rgb[i]) * share));
        return new Picture(picture.Width, picture.Height, mixed);
    }

    /// <summary>Uniform noise of 0 to 254 (a draw in [0, 1) times 255, truncated), as in the recipes.</summary>
    /// <param name="random">The stream to draw from.</param>
    /// <param name="count">How many bytes.</param>
    public static byte[] Noise(CounterRandom random, int count)
    {
        byte[] noise = new byte[count];
        for (int i = 0; i < count; i++) noise[i] = (byte)(random.NextDouble() * 255);
        return noise;
    }

    private static void RequireInside(Picture picture, PixelRectangle part)
    {
        if (part.Width >= 1 && part.Height >= 1 && part.CutTo(picture.Width, picture.Height) == part) return;
        throw new CppoException(
            $"The rectangle {part.Width} x {part.Height} at ({part.X}, {part.Y}) does not lie in a picture of {picture.Width} x {picture.Height} pixels.",
            "Give a rectangle of at least one pixel inside the picture.");
    }

    private static CppoException WrongPixelCount() =>
        new("The patches' pixels do not match their rectangles.", "Give width x height x 3 bytes for each rectangle, in order.");
}
