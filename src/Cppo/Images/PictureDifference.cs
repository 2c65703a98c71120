using Cppo.Runtime;

namespace Cppo.Images;

/// <summary>How much each pixel of two pictures of one size differs: the mean over the channels of |a - b|, 0..255.</summary>
public sealed class PictureDifference
{
    private readonly byte[] levels;

    private PictureDifference(int width, int height, byte[] levels, double mean) =>
        (Width, Height, this.levels, Mean) = (width, height, levels, mean);

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>[Height, Width], 0..255, rounded.</summary>
    public ReadOnlySpan<byte> Levels => levels;

    /// <summary>Mean of |a - b| over all pixels and channels, 0..255.</summary>
    public double Mean { get; }

    /// <summary>Compares two pictures.</summary>
    /// <exception cref="CppoException">Their sizes differ.</exception>
    public static PictureDifference Between(Picture a, Picture b)
    {
        if (a.Width != b.Width || a.Height != b.Height)
        {
            throw new CppoException(
                $"A picture of {a.Width} x {a.Height} pixels cannot be compared with one of {b.Width} x {b.Height}.",
                "Compare a picture with a view of the same size.");
        }

        ReadOnlySpan<byte> first = a.Rgb, second = b.Rgb;
        byte[] levels = new byte[a.Width * a.Height];
        long total = 0;
        for (int i = 0; i < levels.Length; i++)
        {
            int sum = 0;
            for (int channel = 0; channel < 3; channel++) sum += Math.Abs(first[(3 * i) + channel] - second[(3 * i) + channel]);
            total += sum;
            levels[i] = (byte)((sum + 1) / 3);
        }

        return new(a.Width, a.Height, levels, total / (3.0 * levels.Length));
    }
}
