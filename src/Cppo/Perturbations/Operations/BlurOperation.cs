using System.Numerics;
using Cppo.Images;
using Cppo.Runtime;

namespace Cppo.Perturbations.Operations;

/// <summary>What a blur finds beyond the picture.</summary>
public enum BlurBorder
{
    /// <summary>Zeros, so that the outer pixels darken; results are truncated (asynchronous recipe).</summary>
    Zero,

    /// <summary>The picture mirrored at its outermost pixels; results are rounded (torchvision).</summary>
    Reflect,

    /// <summary>The nearest pixel of the edge; results are rounded.</summary>
    Edge,
}

/// <summary>Gaussian blur.</summary>
public static class BlurOperation
{
    private const int Channels = 3;

    /// <summary>Replaces every pixel by a weighted mean of its neighbourhood.</summary>
    /// <param name="picture">The original.</param>
    /// <param name="kernel">Side of the neighbourhood in pixels, odd.</param>
    /// <param name="sigma">Standard deviation of the weights in pixels.</param>
    /// <param name="border">What lies beyond the picture.</param>
    public static Picture Blur(this Picture picture, int kernel, double sigma, BlurBorder border)
    {
        if (kernel < 1 || kernel % 2 == 0 || !(sigma > 0))
        {
            throw new CppoException($"A blur with kernel {kernel} and sigma {sigma} is not defined.", "Use an odd kernel and a sigma above 0.");
        }

        float[] weights = Weights(kernel, sigma);
        return border == BlurBorder.Zero ? Separable(picture, weights) : Whole(picture, weights, border);
    }

    private static float[] Weights(int kernel, double sigma)
    {
        float[] weights = [.. Enumerable.Range(0, kernel).Select(i => MathF.Exp(-0.5f * MathF.Pow((i - (kernel / 2)) / (float)sigma, 2)))];
        float sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }

    // The asynchronous recipe's arithmetic: on values of 0..1 in float32, row pass, column pass, truncation.
    private static Picture Separable(Picture picture, float[] weights)
    {
        (int width, int height) = (picture.Width, picture.Height);
        float[] rows = new float[picture.Rgb.Length];
        byte[] blurred = new byte[rows.Length];
        int reach = weights.Length / 2;
        for (int i = 0; i < rows.Length; i++)
        {
            int x = i / Channels % width;
            for (int offset = Math.Max(-reach, -x); offset <= Math.Min(reach, width - 1 - x); offset++)
            {
                rows[i] += weights[offset + reach] * (picture.Rgb[i + (offset * Channels)] / 255f);
            }
        }

        for (int i = 0; i < rows.Length; i++)
        {
            int y = i / Channels / width;
            float sum = 0;
            for (int offset = Math.Max(-reach, -y); offset <= Math.Min(reach, height - 1 - y); offset++)
            {
                sum += weights[offset + reach] * rows[i + (offset * Channels * width)];
            }

            blurred[i] = (byte)Math.Clamp(sum * 255f, 0f, 255f);
        }

        return new Picture(width, height, blurred);
    }

    // torchvision's arithmetic: one pass with the product of the weights, on values of 0..255, halves to even.
    private static Picture Whole(Picture picture, float[] weights, BlurBorder border)
    {
        (int width, int height) = (picture.Width, picture.Height);
        byte[] blurred = new byte[picture.Rgb.Length];
        int reach = weights.Length / 2;
        int[] columns = [.. Enumerable.Range(-reach, width + (2 * reach)).Select(x => Inside(x, width, border) * Channels)];
        float[] line = new float[columns.Length * Channels], sums = new float[width * Channels];
        for (int y = 0; y < height; y++)
        {
            Array.Clear(sums);
            for (int down = -reach; down <= reach; down++)
            {
                ReadOnlySpan<byte> row = picture.Rgb.Slice(Inside(y + down, height, border) * sums.Length, sums.Length);
                for (int x = 0; x < columns.Length; x++)
                {
                    for (int channel = 0; channel < Channels; channel++) line[(x * Channels) + channel] = row[columns[x] + channel];
                }

                for (int across = 0; across < weights.Length; across++)
                    AddTo(sums, line.AsSpan(across * Channels, sums.Length), weights[down + reach] * weights[across]);
            }

            Span<byte> result = blurred.AsSpan(y * sums.Length, sums.Length);
            for (int i = 0; i < sums.Length; i++) result[i] = (byte)Math.Clamp(MathF.Round(sums[i], MidpointRounding.ToEven), 0f, 255f);
        }

        return new Picture(width, height, blurred);
    }

    // Product and sum are rounded one after the other, as in the reference.
    private static void AddTo(Span<float> sums, ReadOnlySpan<float> values, float weight)
    {
        int i = 0;
        for (; i <= sums.Length - Vector<float>.Count; i += Vector<float>.Count)
            (new Vector<float>(sums[i..]) + (new Vector<float>(values[i..]) * weight)).CopyTo(sums[i..]);
        for (; i < sums.Length; i++) sums[i] += weight * values[i];
    }

    private static int Inside(int position, int size, BlurBorder border)
    {
        if (border == BlurBorder.Edge || size == 1) return Math.Clamp(position, 0, size - 1);
        int period = 2 * (size - 1);
        int folded = ((position % period) + period) % period;
        return folded < size ? folded : period - folded;
    }
}
