using Cppo.Images;
using Cppo.Runtime;

namespace Cppo.Worlds;

/// <summary>A colour before noise; channels may be fractional.</summary>
internal readonly record struct Colour(double Red, double Green, double Blue)
{
    /// <summary>Every channel + U{-amount..amount}, clamped to 0..255.</summary>
    public Colour Jittered(CounterRandom random, int amount) => new(
        Math.Clamp(Red + random.Integer(-amount, amount), 0, 255),
        Math.Clamp(Green + random.Integer(-amount, amount), 0, 255),
        Math.Clamp(Blue + random.Integer(-amount, amount), 0, 255));

    public static Colour operator *(Colour colour, double factor) =>
        new(colour.Red * factor, colour.Green * factor, colour.Blue * factor);
}

/// <summary>
/// The 84 x 84 picture of one sample while it is drawn. Coordinates: x to the right, y downwards, pixel centres at the integers
/// 0..83, no anti-aliasing; what lies outside is cut off.
/// </summary>
internal sealed class Canvas
{
    public const int Side = 84;
    private const double NoiseSigma = 12;
    private readonly double[] pixels = new double[Side * Side * 3]; // [y, x, channel]

    /// <summary>A constant background: a grey of 165..240 whose channels are each moved by up to 12.</summary>
    public Canvas(CounterRandom random)
    {
        double grey = random.Integer(165, 240);
        Box(0, 0, Side - 1, Side - 1, new Colour(grey, grey, grey).Jittered(random, 12));
    }

    /// <summary>A filled box, both corners included.</summary>
    public void Box(int left, int top, int right, int bottom, Colour colour)
    {
        for (int y = Math.Max(top, 0); y <= Math.Min(bottom, Side - 1); y++)
        {
            for (int x = Math.Max(left, 0); x <= Math.Min(right, Side - 1); x++)
            {
                int at = ((y * Side) + x) * 3;
                (pixels[at], pixels[at + 1], pixels[at + 2]) = (colour.Red, colour.Green, colour.Blue);
            }
        }
    }

    /// <summary>All pixels whose squared distance from the centre is at most the given one.</summary>
    public void Disc(int centreX, int centreY, int squaredRadius, Colour colour)
    {
        int reach = (int)Math.Sqrt(squaredRadius);
        for (int dy = -reach; dy <= reach; dy++)
        {
            int half = (int)Math.Sqrt(squaredRadius - (dy * dy));
            Box(centreX - half, centreY + dy, centreX + half, centreY + dy, colour);
        }
    }

    /// <summary>Apex up: rows centreY - radius .. centreY + radius - 1; row i has 2|dx| at most i + 1.</summary>
    public void Triangle(int centreX, int centreY, int radius, Colour colour)
    {
        for (int row = 0; row < 2 * radius; row++)
        {
            int half = (row + 1) / 2, y = centreY - radius + row;
            Box(centreX - half, y, centreX + half, y, colour);
        }
    }

    /// <summary>Multiplies a row.</summary>
    public void Darken(int y, double factor)
    {
        foreach (ref double value in pixels.AsSpan(y * Side * 3, Side * 3)) value *= factor;
    }

    /// <summary>Adds the noise (Gaussian, sigma 12, each pixel and channel), rounds and clamps.</summary>
    public Picture Develop(CounterRandom random)
    {
        byte[] rgb = new byte[pixels.Length];
        for (int i = 0; i < rgb.Length; i++)
        {
            rgb[i] = (byte)Math.Clamp(Math.Round(pixels[i] + (NoiseSigma * random.Normal())), 0, 255);
        }

        return new Picture(Side, Side, rgb);
    }
}
