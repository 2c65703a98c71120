using Cppo.Images;

namespace Cppo.Tests.Images;

/// <summary>Comparisons of pictures.</summary>
public static class PictureAssert
{
    /// <summary>The largest difference of any channel in grey levels.</summary>
    public static int LargestDifference(Picture expected, Picture actual)
    {
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        int largest = 0;
        for (int i = 0; i < expected.Rgb.Length; i++) largest = Math.Max(largest, Math.Abs(expected.Rgb[i] - actual.Rgb[i]));
        return largest;
    }
}
