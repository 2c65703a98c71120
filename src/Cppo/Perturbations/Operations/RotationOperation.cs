using Cppo.Images;
using Cppo.Runtime;

namespace Cppo.Perturbations.Operations;

/// <summary>Rotation about the centre, as Pillow computes it.</summary>
public static class RotationOperation
{
    private const int Channels = 3, FractionBits = 16;

    /// <summary>Turns a picture counter-clockwise about its centre.</summary>
    /// <param name="picture">The original.</param>
    /// <param name="degrees">The angle; negative turns clockwise.</param>
    /// <param name="interpolation">How to read between pixels; the recipes use the nearest.</param>
    /// <param name="border">What stands outside the original.</param>
    /// <param name="expand">Makes the picture as large as the turned original; perturbations never do.</param>
    public static Picture Rotate(this Picture picture, double degrees, Interpolation interpolation, Border border, bool expand = false)
    {
        if (!double.IsFinite(degrees)) throw new CppoException($"An angle of {degrees} is not a number.", "Give it in degrees.");
        degrees -= Math.Floor(degrees / 360) * 360;
        if (QuarterTurn(picture, degrees, expand) is { } turned) return turned;

        (int width, int height) = (picture.Width, picture.Height);
        double radians = -(degrees * Math.PI / 180);
        // Pillow rounds to 15 decimals, so that a right angle is one.
        double cosine = Math.Round(Math.Cos(radians), 15), sine = Math.Round(Math.Sin(radians), 15);
        double[] map = [cosine, sine, 0, -sine, cosine, 0];
        (map[2], map[5]) = Map(map, -width / 2.0, -height / 2.0);
        map[2] += width / 2.0;
        map[5] += height / 2.0;
        if (expand) (width, height) = Expand(map, width, height);

        byte[] rotated = new byte[(long)width * height * Channels];
        if (interpolation == Interpolation.Nearest) ReadNearest(picture, map, width, height, border, rotated);
        else ReadBetween(picture, map, width, height, border, rotated);
        return new Picture(width, height, rotated);
    }

    private static (double X, double Y) Map(double[] map, double x, double y) =>
        ((map[0] * x) + (map[1] * y) + map[2], (map[3] * x) + (map[4] * y) + map[5]);

    // Exact turns move pixels without reading between them.
    private static Picture? QuarterTurn(Picture picture, double degrees, bool expand)
    {
        (int width, int height) = (picture.Width, picture.Height);
        if (degrees == 0) return picture;
        if (degrees == 180) return Rearrange(picture, width, height, (x, y) => (width - 1 - x, height - 1 - y));
        if (width != height && !expand) return null;
        if (degrees == 90) return Rearrange(picture, height, width, (x, y) => (width - 1 - y, x));
        return degrees == 270 ? Rearrange(picture, height, width, (x, y) => (y, height - 1 - x)) : null;
    }

    private static Picture Rearrange(Picture picture, int width, int height, Func<int, int, (int X, int Y)> source)
    {
        byte[] moved = new byte[picture.Rgb.Length];
        for (int y = 0, at = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++, at += Channels)
            {
                (int fromX, int fromY) = source(x, y);
                picture.Rgb.Slice(((fromY * picture.Width) + fromX) * Channels, Channels).CopyTo(moved.AsSpan(at));
            }
        }

        return new Picture(width, height, moved);
    }

    private static (int Width, int Height) Expand(double[] map, int width, int height)
    {
        (double X, double Y)[] corners = [Map(map, 0, 0), Map(map, width, 0), Map(map, width, height), Map(map, 0, height)];
        int newWidth = (int)(Math.Ceiling(corners.Max(corner => corner.X)) - Math.Floor(corners.Min(corner => corner.X)));
        int newHeight = (int)(Math.Ceiling(corners.Max(corner => corner.Y)) - Math.Floor(corners.Min(corner => corner.Y)));
        (map[2], map[5]) = Map(map, -(newWidth - width) / 2.0, -(newHeight - height) / 2.0);
        return (newWidth, newHeight);
    }

    // In 16.16 fixed point: the same pixels as Pillow's, also where a point falls on the line between two.
    private static void ReadNearest(Picture picture, double[] map, int width, int height, Border border, byte[] rotated)
    {
        PointSampler source = new(picture, Interpolation.Nearest, border);
        (long rightX, long downX, long rightY, long downY) = (Fixed(map[0]), Fixed(map[1]), Fixed(map[3]), Fixed(map[4]));
        long startX = Fixed(map[2] + (map[0] * 0.5) + (map[1] * 0.5)), startY = Fixed(map[5] + (map[3] * 0.5) + (map[4] * 0.5));
        for (int y = 0, at = 0; y < height; y++, startX += downX, startY += downY)
        {
            (long sourceX, long sourceY) = (startX, startY);
            for (int x = 0; x < width; x++, at += Channels, sourceX += rightX, sourceY += rightY)
            {
                source.Read(sourceX >> FractionBits, sourceY >> FractionBits, rotated.AsSpan(at, Channels));
            }
        }
    }

    private static long Fixed(double value) => (long)Math.Floor((value * (1 << FractionBits)) + 0.5);

    private static void ReadBetween(Picture picture, double[] map, int width, int height, Border border, byte[] rotated)
    {
        PointSampler source = new(picture, Interpolation.Bilinear, border);
        for (int y = 0, at = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++, at += Channels)
            {
                (double sourceX, double sourceY) = Map(map, x + 0.5, y + 0.5);
                source.Read(sourceX, sourceY, rotated.AsSpan(at, Channels));
            }
        }
    }
}
