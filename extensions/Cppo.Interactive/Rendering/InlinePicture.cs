using Cppo.Images;

namespace Cppo.Interactive.Rendering;

/// <summary>Pictures inside the markup, as PNG data, with alternative text and size.</summary>
internal static class InlinePicture
{
    /// <summary>Width and height of the left column: two screen pixels for a picture of 84.</summary>
    public const int Column = 168;

    private const int LongestText = 240;

    /// <summary>An image element. Small pictures grow by whole numbers with hard pixels; large ones are reduced to twice the box, or to it.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="alt">What it shows.</param>
    /// <param name="box">Longest side on the page, in CSS pixels.</param>
    public static Html Tag(Picture picture, string alt, int box = Column)
    {
        int longest = Math.Max(picture.Width, picture.Height);
        if (longest <= box)
        {
            int scale = box / longest;
            return Tag(picture.ToPng(), alt, picture.Width * scale, picture.Height * scale, "cppo-px");
        }

        double reduction = (double)box / longest;
        int width = Math.Max(1, (int)Math.Round(picture.Width * reduction));
        int height = Math.Max(1, (int)Math.Round(picture.Height * reduction));
        byte[] png = (longest <= 2 * box ? picture : picture.Resize(2 * width, 2 * height, ResamplingFilter.Bicubic)).ToPng();
        if (png.Length > 2 * box * box) png = picture.Resize(width, height, ResamplingFilter.Bicubic).ToPng();
        return Tag(png, alt, width, height, "cppo-photo");
    }

    /// <summary>The difference of two pictures in one hue whose opacity is |Δ| on 0 to 96 levels; fits light and dark paper.</summary>
    public static Html Difference(Picture original, Picture view, string alt, int box)
    {
        int longest = Math.Max(original.Width, original.Height);
        if (longest <= box)
        {
            int scale = box / longest;
            byte[] png = DifferencePng.Encode(PictureDifference.Between(original, view));
            return Tag(png, alt, original.Width * scale, original.Height * scale, "cppo-px cppo-diff");
        }

        int width = Math.Max(1, original.Width * box / longest), height = Math.Max(1, original.Height * box / longest);
        Picture Reduced(Picture picture) => picture.Resize(width, height, ResamplingFilter.Bicubic);
        return Tag(DifferencePng.Encode(PictureDifference.Between(Reduced(original), Reduced(view))), alt, width, height, "cppo-photo cppo-diff");
    }

    private static Html Tag(byte[] png, string alt, int width, int height, string @class)
    {
        string text = alt.Length > LongestText ? TextEncoder.Clip(alt, LongestText) + "…" : alt;
        return Html.Of(
            $"<img class=\"{@class}\" src=\"data:image/png;base64,{new Html(Convert.ToBase64String(png))}\" width=\"{width}\" height=\"{height}\" alt=\"{text}\"/>");
    }
}
