using Cppo.Images;
using Cppo.Interactive.Rendering;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>One picture with its size.</summary>
/// <param name="picture">The picture.</param>
public sealed class PictureView(Picture picture) : View
{
    private const int Box = 300;

    /// <inheritdoc/>
    public override string Name => "picture";

    /// <inheritdoc/>
    public override string Label => $"Picture of {Size} pixels";

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Sheets => [];

    private string Size => $"{picture.Width} × {picture.Height}";

    /// <inheritdoc/>
    protected override Html Body() => Html.Of(
        $"<figure class=\"cppo-fig\">{InlinePicture.Tag(picture, Label, Box)}<figcaption>{Size} px</figcaption></figure>");

    /// <inheritdoc/>
    protected override string PlainText() => $"Picture  {Size} px";

    /// <inheritdoc/>
    public override DataFrame ToData() => new DataRows<Picture>([picture])
        .Integer("width", row => row.Width)
        .Integer("height", row => row.Height)
        .ToFrame();
}
