namespace Cppo.Images;

/// <summary>Turns decoded pixels upright.</summary>
internal static class Orientation
{
    /// <summary>Applies an EXIF orientation; numbers outside 1..8 change nothing.</summary>
    /// <param name="rgb">[height, width, 3]</param>
    /// <param name="width">Stored width.</param>
    /// <param name="height">Stored height.</param>
    /// <param name="orientation">EXIF tag 0x0112: 1 upright, 2 mirrored, 3 turned by 180 degrees ... 8 turned by 90.</param>
    public static Picture Apply(byte[] rgb, int width, int height, int orientation)
    {
        if (orientation is < 2 or > 8) return new Picture(width, height, rgb);

        bool swapped = orientation >= 5;
        (int uprightWidth, int uprightHeight) = swapped ? (height, width) : (width, height);
        byte[] upright = new byte[rgb.Length];
        for (int y = 0, to = 0; y < uprightHeight; y++)
        {
            for (int x = 0; x < uprightWidth; x++, to += 3)
            {
                (int storedX, int storedY) = orientation switch
                {
                    2 => (width - 1 - x, y),
                    3 => (width - 1 - x, height - 1 - y),
                    4 => (x, height - 1 - y),
                    5 => (y, x),
                    6 => (y, height - 1 - x),
                    7 => (width - 1 - y, height - 1 - x),
                    _ => (width - 1 - y, x),
                };
                rgb.AsSpan(((storedY * width) + storedX) * 3, 3).CopyTo(upright.AsSpan(to, 3));
            }
        }

        return new Picture(uprightWidth, uprightHeight, upright);
    }
}
