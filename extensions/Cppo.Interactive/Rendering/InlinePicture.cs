using Cppo.Images;

namespace Cppo.Interactive.Rendering;

/// <summary>Pictures inside the markup, as PNG data, with alternative text and size.</summary>
internal static class InlinePicture
{
    /// <summary>Width and height of the left column: two screen pixels for a picture of 84.</summary>
    public const int Column = 168;

    private const int LongestText = 240;

    /// <summary>An image element. Small pictures grow by whole numbers with hard pixels; large ones are reduced to twice the box.</summary>
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
        Picture shown = longest <= 2 * box ? picture : picture.Resize(2 * width, 2 * height, ResamplingFilter.Bicubic);
        return Tag(shown.ToPng(), alt, width, height, "cppo-photo");
    }

    /// <summary>The difference of two pictures in one hue whose opacity is |Δ| on 0 to 96 levels; fits light and dark paper.</summary>
    public static Html Tag(PictureDifference difference, string alt, int box)
    {
        int longest = Math.Max(difference.Width, difference.Height);
        double scale = longest <= box ? box / longest : (double)box / longest;
        int width = Math.Max(1, (int)Math.Round(difference.Width * scale));
        int height = Math.Max(1, (int)Math.Round(difference.Height * scale));
        return Tag(DifferencePng.Encode(difference), alt, width, height, longest <= box ? "cppo-px cppo-diff" : "cppo-photo cppo-diff");
    }

    private static Html Tag(byte[] png, string alt, int width, int height, string @class)
    {
        string text = alt.Length > LongestText ? TextEncoder.Clip(alt, LongestText) + "…" : alt;
        return Html.Of(
            $"<img class=\"{@class}\" src=\"data:image/png;base64,{Convert.ToBase64String(png)}\" width=\"{width}\" height=\"{height}\" alt=\"{text}\"/>");
    }
}
