using Cppo.Images;

namespace Cppo.Perturbations.Operations;

/// <summary>Reads a picture at real coordinates, in Pillow's arithmetic; pixel (0, 0) covers [0, 1) x [0, 1).</summary>
internal readonly ref struct PointSampler(Picture picture, Interpolation interpolation, Border border)
{
    private const int Channels = 3;
    private readonly ReadOnlySpan<byte> rgb = picture.Rgb;
    private readonly int width = picture.Width, height = picture.Height;

    /// <summary>The colour at a point.</summary>
    public void Read(double x, double y, Span<byte> colour)
    {
        bool inside = x >= 0 && x < width && y >= 0 && y < height; // false for NaN too
        if (!inside)
        {
            if (border.Level is { } level)
            {
                colour.Fill(level);
                return;
            }

            // Far outside both neighbours are the same edge pixel; clamping first keeps the numbers in range.
            (x, y) = (double.IsNaN(x) ? 0 : Math.Clamp(x, -1, width + 1), double.IsNaN(y) ? 0 : Math.Clamp(y, -1, height + 1));
        }

        if (interpolation == Interpolation.Nearest) At((int)Math.Floor(x), (int)Math.Floor(y)).CopyTo(colour);
        else ReadBetween(x - 0.5, y - 0.5, colour);
    }

    private void ReadBetween(double x, double y, Span<byte> colour)
    {
        int left = (int)Math.Floor(x), top = (int)Math.Floor(y);
        double across = x - left, down = y - top;
        ReadOnlySpan<byte> topLeft = At(left, top), topRight = At(left + 1, top), bottomLeft = At(left, top + 1), bottomRight = At(left + 1, top + 1);
        for (int channel = 0; channel < Channels; channel++)
        {
            double upper = topLeft[channel] + ((topRight[channel] - topLeft[channel]) * across);
            double lower = bottomLeft[channel] + ((bottomRight[channel] - bottomLeft[channel]) * across);
            colour[channel] = (byte)(upper + ((lower - upper) * down));
        }
    }

    private ReadOnlySpan<byte> At(int x, int y) =>
        rgb.Slice(((Math.Clamp(y, 0, height - 1) * width) + Math.Clamp(x, 0, width - 1)) * Channels, Channels);
}
