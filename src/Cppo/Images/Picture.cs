using Cppo.Runtime;

namespace Cppo.Images;

/// <summary>A decoded picture: 8-bit RGB, rows from top to bottom, never changed after it was made.</summary>
public sealed partial class Picture
{
    private readonly byte[] rgb;

    /// <summary>Wraps pixels; the array is owned by the picture from here on.</summary>
    /// <param name="width">Width in pixels, at least 1.</param>
    /// <param name="height">Height in pixels, at least 1.</param>
    /// <param name="rgb">[height, width, 3], row by row.</param>
    /// <exception cref="CppoException">The sizes do not match.</exception>
    public Picture(int width, int height, byte[] rgb)
    {
        if (width < 1 || height < 1 || rgb.Length != (long)width * height * 3)
        {
            throw new CppoException(
                $"A picture of {width} x {height} pixels needs {(long)width * height * 3} bytes of RGB, not {rgb.Length}.",
                "Pass three bytes a pixel, row by row, and sizes of at least 1.");
        }

        (Width, Height, this.rgb) = (width, height, rgb);
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>[Height, Width, 3], 0..255.</summary>
    public ReadOnlySpan<byte> Rgb => rgb;
}
