namespace Cppo.Perturbations;

/// <summary>The size that the asynchronous recipe gives a picture before it is perturbed or shown to the model.</summary>
public static class AsyncRecipeSize
{
    private const int SmallestSide = 28;

    /// <summary>
    /// Pictures with both sides below 28 are enlarged until the shorter one has 28 (the recipe uses Lanczos), pictures with more than
    /// the most pixels are reduced (bicubic); all others keep their size.
    /// </summary>
    /// <param name="width">Width in pixels, at least 1.</param>
    /// <param name="height">Height in pixels, at least 1.</param>
    /// <param name="maxPixels">The most pixels.</param>
    public static (int Width, int Height) Of(int width, int height, int maxPixels)
    {
        if (width < SmallestSide && height < SmallestSide)
        {
            double grow = (double)SmallestSide / Math.Min(width, height);
            (width, height) = ((int)Math.Round(width * grow, MidpointRounding.ToEven), (int)Math.Round(height * grow, MidpointRounding.ToEven));
        }

        if ((long)width * height <= maxPixels) return (width, height);
        double shrink = Math.Sqrt(maxPixels / ((double)width * height));
        return ((int)(width * shrink), (int)(height * shrink));
    }
}
