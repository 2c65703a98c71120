namespace Cppo.Images;

/// <summary>The kernels that Pillow resizes with; all widen when a picture shrinks (antialiasing).</summary>
public enum ResamplingFilter
{
    /// <summary>Triangle, radius 1.</summary>
    Bilinear,

    /// <summary>Cubic with a = -0.5, radius 2: the image processor's.</summary>
    Bicubic,

    /// <summary>Windowed sinc, radius 3.</summary>
    Lanczos,
}

/// <summary>Which of the two passes of a resize comes first; the result is rounded to 8 bits between them.</summary>
public enum PassOrder
{
    /// <summary>As Pillow up to version 12 always does.</summary>
    HorizontalFirst,

    /// <summary>As Pillow 13 does where it is cheaper.</summary>
    VerticalFirst,
}

/// <summary>One pass of Pillow's resize: which source pixels make a destination pixel, with what weights.</summary>
internal sealed class ResamplingWeights
{
    private const int FractionBits = 22;
    private readonly int[] first;
    private readonly int[][] weights;

    public ResamplingWeights(int sourceSize, int targetSize, ResamplingFilter filter)
    {
        (first, weights) = (new int[targetSize], new int[targetSize][]);
        double scale = (double)sourceSize / targetSize;
        double stretch = Math.Max(scale, 1.0);
        double radius = Radius(filter) * stretch;
        for (int target = 0; target < targetSize; target++)
        {
            double centre = (target + 0.5) * scale;
            int from = Math.Max((int)(centre - radius + 0.5), 0);
            int to = Math.Min((int)(centre + radius + 0.5), sourceSize);
            double[] exact = new double[to - from];
            double sum = 0;
            for (int i = 0; i < exact.Length; i++)
            {
                exact[i] = Kernel(filter, (i + from - centre + 0.5) * (1.0 / stretch));
                sum += exact[i];
            }

            first[target] = from;
            weights[target] = new int[exact.Length];
            for (int i = 0; i < exact.Length; i++)
            {
                double scaled = exact[i] / sum * (1 << FractionBits);
                weights[target][i] = (int)(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
            }
        }
    }

    /// <summary>Resamples lines of RGB pixels.</summary>
    /// <param name="source">Pixels.</param>
    /// <param name="target">Receives pixels.</param>
    /// <param name="lines">How many lines.</param>
    /// <param name="sourceLine">Bytes from one source line to the next.</param>
    /// <param name="targetLine">Bytes from one target line to the next.</param>
    /// <param name="step">Bytes from one pixel of a line to the next: 3 along a row, a row's length along a column.</param>
    public void Apply(byte[] source, byte[] target, int lines, int sourceLine, int targetLine, int step)
    {
        for (int line = 0; line < lines; line++)
        {
            for (int position = 0; position < weights.Length; position++)
            {
                int[] row = weights[position];
                int red = 1 << (FractionBits - 1), green = red, blue = red;
                int at = (line * sourceLine) + (first[position] * step);
                foreach (int weight in row)
                {
                    red += source[at] * weight;
                    green += source[at + 1] * weight;
                    blue += source[at + 2] * weight;
                    at += step;
                }

                int to = (line * targetLine) + (position * step);
                target[to] = (byte)Math.Clamp(red >> FractionBits, 0, 255);
                target[to + 1] = (byte)Math.Clamp(green >> FractionBits, 0, 255);
                target[to + 2] = (byte)Math.Clamp(blue >> FractionBits, 0, 255);
            }
        }
    }

    private static double Radius(ResamplingFilter filter) => filter switch
    {
        ResamplingFilter.Bilinear => 1,
        ResamplingFilter.Bicubic => 2,
        _ => 3,
    };

    private static double Kernel(ResamplingFilter filter, double x)
    {
        const double a = -0.5;
        x = Math.Abs(x);
        return filter switch
        {
            ResamplingFilter.Bilinear => x < 1 ? 1 - x : 0,
            ResamplingFilter.Bicubic when x < 1 => ((((a + 2) * x) - (a + 3)) * x * x) + 1,
            ResamplingFilter.Bicubic => x < 2 ? ((((x - 5) * x) + 8) * x - 4) * a : 0,
            _ => x < 3 ? Sinc(x) * Sinc(x / 3) : 0,
        };
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(x * Math.PI) / (x * Math.PI);
}
