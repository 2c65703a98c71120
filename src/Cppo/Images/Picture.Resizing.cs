namespace Cppo.Images;

/// <content>Resizing with Pillow's arithmetic.</content>
public sealed partial class Picture
{
    /// <summary>Resizes exactly as Pillow does: two passes with 22-bit weights, rounded to 8 bits between them.</summary>
    /// <param name="width">New width in pixels, at least 1.</param>
    /// <param name="height">New height in pixels, at least 1.</param>
    /// <param name="filter">The kernel.</param>
    /// <param name="order">Which pass comes first; at hard edges the orders differ by up to 25 grey levels.</param>
    /// <exception cref="PictureException">A size below 1, or more pixels than a picture may have.</exception>
    public Picture Resize(int width, int height, ResamplingFilter filter, PassOrder order = PassOrder.HorizontalFirst)
    {
        if (width < 1 || height < 1 || (long)width * height > PictureDecoder.LargestPixelCount)
        {
            throw new PictureException(
                $"A picture cannot be resized to {width} x {height} pixels.",
                $"Ask for at least 1 x 1 and at most {PictureDecoder.LargestPixelCount:N0} pixels.");
        }

        return order == PassOrder.HorizontalFirst
            ? ToWidth(width, filter).ToHeight(height, filter)
            : ToHeight(height, filter).ToWidth(width, filter);
    }

    private Picture ToWidth(int width, ResamplingFilter filter)
    {
        if (width == Width) return this;
        byte[] target = new byte[width * Height * 3];
        new ResamplingWeights(Width, width, filter).Apply(rgb, target, Height, Width * 3, width * 3, 3);
        return new Picture(width, Height, target);
    }

    private Picture ToHeight(int height, ResamplingFilter filter)
    {
        if (height == Height) return this;
        byte[] target = new byte[Width * height * 3];
        new ResamplingWeights(Height, height, filter).Apply(rgb, target, Width, 3, 3, Width * 3);
        return new Picture(Width, height, target);
    }
}
