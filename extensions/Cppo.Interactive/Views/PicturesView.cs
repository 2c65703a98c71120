using Cppo.Images;
using Cppo.Interactive.Rendering;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>Several pictures side by side with their sizes.</summary>
/// <param name="pictures">The pictures.</param>
public sealed class PicturesView(IReadOnlyList<Picture> pictures) : View
{
    private const int MostPictures = 24, PictureBytes = 430 * 1024;

    /// <inheritdoc/>
    public override string Name => "pictures";

    /// <inheritdoc/>
    public override string Label => Numbers.Count(pictures.Count, "picture", "pictures");

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Sheets => ["gallery"];

    private string HeadFacts => Facts(
        Numbers.Count(pictures.Count),
        pictures.Count == 0 ? "" : pictures.Select(Size).Distinct().Count() == 1 ? $"all {Size(pictures[0])} px" : $"{pictures.Select(Size).Distinct().Count()} sizes");

    /// <inheritdoc/>
    protected override Html Body()
    {
        List<Html> figures = [];
        int room = PictureBytes;
        foreach (Picture picture in pictures.Take(MostPictures))
        {
            Html figure = Html.Of(
                $"<figure class=\"cppo-fig\">{InlinePicture.Tag(picture, $"picture {figures.Count} of {Size(picture)} pixels")}<figcaption><b>{figures.Count}</b> {Size(picture)} px</figcaption></figure>");
            room -= figure.Bytes;
            if (room < 0 && figures.Count > 0) break;
            figures.Add(figure);
        }

        return Html.Of(
            $"{Head("Pictures", Html.Text(HeadFacts))}<div class=\"cppo-set\">{figures}</div>{Describe.More("pictures", figures.Count, pictures.Count, $"pictures.Skip({figures.Count}).ToArray()")}");
    }

    /// <inheritdoc/>
    protected override string PlainText()
    {
        TextTable table = new(">Picture", ">Width", ">Height");
        for (int i = 0; i < pictures.Count; i++) table.Add(Numbers.Count(i), Numbers.Count(pictures[i].Width), Numbers.Count(pictures[i].Height));
        return $"Pictures  {HeadFacts}\n{table}";
    }

    /// <inheritdoc/>
    public override DataFrame ToData() => new DataRows<Picture>(pictures)
        .Integer("width", picture => picture.Width)
        .Integer("height", picture => picture.Height)
        .ToFrame();

    private static string Size(Picture picture) => $"{picture.Width} × {picture.Height}";
}
