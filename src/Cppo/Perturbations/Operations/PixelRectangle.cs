namespace Cppo.Perturbations.Operations;

/// <summary>A rectangle of pixels.</summary>
/// <param name="X">Left column.</param>
/// <param name="Y">Top row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
public readonly record struct PixelRectangle(int X, int Y, int Width, int Height)
{
    /// <summary>The part that lies inside a picture; may be empty.</summary>
    /// <param name="width">The picture's width.</param>
    /// <param name="height">The picture's height.</param>
    public PixelRectangle CutTo(int width, int height)
    {
        (int left, int top) = (Math.Clamp(X, 0, width), Math.Clamp(Y, 0, height));
        int right = (int)Math.Clamp((long)X + Width, left, width), bottom = (int)Math.Clamp((long)Y + Height, top, height);
        return new PixelRectangle(left, top, right - left, bottom - top);
    }
}
