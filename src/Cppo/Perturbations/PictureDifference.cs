using Cppo.Images;
using Cppo.Runtime;

namespace Cppo.Perturbations;

/// <summary>How far two pictures of one size are apart.</summary>
public static class PictureDifference
{
    /// <summary>The mean absolute difference over pixels and channels, in grey levels (0 to 255).</summary>
    /// <param name="first">A picture.</param>
    /// <param name="second">Another of the same size.</param>
    /// <exception cref="CppoException">The sizes differ.</exception>
    public static double Mean(Picture first, Picture second)
    {
        RequireSameSize(first, second);
        long sum = 0;
        for (int i = 0; i < first.Rgb.Length; i++) sum += Math.Abs(first.Rgb[i] - second.Rgb[i]);
        return sum / (double)first.Rgb.Length;
    }

    /// <summary>The absolute difference of every pixel and channel: black where the pictures agree.</summary>
    /// <param name="first">A picture.</param>
    /// <param name="second">Another of the same size.</param>
    /// <exception cref="CppoException">The sizes differ.</exception>
    public static Picture Of(Picture first, Picture second)
    {
        RequireSameSize(first, second);
        byte[] difference = new byte[first.Rgb.Length];
        for (int i = 0; i < difference.Length; i++) difference[i] = (byte)Math.Abs(first.Rgb[i] - second.Rgb[i]);
        return new Picture(first.Width, first.Height, difference);
    }

    private static void RequireSameSize(Picture first, Picture second)
    {
        if ((first.Width, first.Height) == (second.Width, second.Height)) return;
        throw new CppoException(
            $"Pictures of {first.Width} x {first.Height} and {second.Width} x {second.Height} pixels cannot be compared.",
            "Compare pictures of one size.");
    }
}
