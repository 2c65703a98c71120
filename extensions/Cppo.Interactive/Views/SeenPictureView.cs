using Cppo.Interactive.Rendering;
using Cppo.Models;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>A picture as the model sees it: the resized picture under its patches, merged cells and attention windows.</summary>
/// <param name="seen">The picture and its grids.</param>
public sealed class SeenPictureView(SeenPicture seen) : View
{
    // Multiples of 84: small pictures grow by whole numbers.
    private const int Box = 252, OriginalBox = 168;
    private const double SmallestSide = 5;
    private const int MostWindows = 60;

    /// <inheritdoc/>
    public override string Name => "seen";

    /// <inheritdoc/>
    public override string Label => "Picture as the model sees it";

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Sheets => ["model", "seen"];

    private bool IsResized => (seen.Original.Width, seen.Original.Height) != (seen.Resized.Width, seen.Resized.Height);

    private string ResizedSize => Size(seen.Resized.Width, seen.Resized.Height);

    private string HeadFacts => Facts(
        $"{ResizedSize} px", IsResized ? $"resized from {Size(seen.Original.Width, seen.Original.Height)}" : "not resized");

    private string Tokens => Numbers.Count(seen.Tokens, "image token", "image tokens");

    private IEnumerable<(string Name, string Value)> Lines
    {
        get
        {
            int cell = seen.PatchSize * seen.MergeSize;
            yield return ("original", $"{Size(seen.Original.Width, seen.Original.Height)} px");
            yield return ("resized", IsResized
                ? $"{ResizedSize} px, bicubic, {Numbers.Share((double)seen.Resized.Width * seen.Resized.Height / ((double)seen.Original.Width * seen.Original.Height))} of the pixels"
                : $"{ResizedSize} px, as it was");
            yield return ("patches", $"{Size(seen.Grid.Width, seen.Grid.Height)} of {seen.PatchSize} px: {Numbers.Count(seen.Grid.Patches)}");
            yield return ("merged cells", $"{Size(seen.CellColumns, seen.CellRows)} of {cell} px: {Tokens}");
            yield return ("windows", $"{Numbers.Count(seen.Windows.Count)}, up to {Size(seen.Windows.Max(window => window.Width), seen.Windows.Max(window => window.Height))} cells");
            yield return ("attention", $"{seen.WindowedBlocks} of {Numbers.Count(seen.Blocks, "block", "blocks")} inside windows, {seen.Blocks - seen.WindowedBlocks} over all");
        }
    }

    /// <inheritdoc/>
    protected override Html Body()
    {
        double scale = Scale();
        bool patches = IsVisible(seen.PatchSize, scale), cells = IsVisible(seen.PatchSize * seen.MergeSize, scale);
        Html original = IsResized
            ? Html.Of($"<figure class=\"cppo-fig cppo-seeo\">{InlinePicture.Tag(seen.Original, "the original picture", OriginalBox)}<figcaption><b>original</b></figcaption></figure>")
            : Html.Empty;
        IEnumerable<Html> facts = Lines.Select(line => Html.Of($"<dt>{line.Name}</dt><dd>{line.Value}</dd>"));
        string lines = patches ? "dashed: patches; lines: merged cells; thick: windows"
            : cells ? "lines: merged cells (patches are too small to draw); thick: windows"
            : "thick: windows (patches and merged cells are too small to draw)";
        return Html.Of(
            $"{Head("Picture as seen", Html.Text(HeadFacts))}<div class=\"cppo-sees\"><figure class=\"cppo-fig\"><div class=\"cppo-see\">{InlinePicture.Tag(seen.Resized, $"the picture that the patches are cut from, {ResizedSize} pixels", Box)}{Grid(scale, patches, cells)}</div><figcaption><b>{Tokens}</b><br/>{lines}</figcaption></figure>{original}<dl class=\"cppo-facts\">{facts}</dl></div>{Table()}");
    }

    private double Scale()
    {
        int longest = Math.Max(seen.Resized.Width, seen.Resized.Height);
        return longest <= Box ? Box / longest : (double)Box / longest;
    }

    private static bool IsVisible(int side, double scale) => side * scale >= SmallestSide;

    // Each line twice, paper under ink: it must show on any picture.
    private Html Grid(double scale, bool patches, bool cells)
    {
        int width = seen.Resized.Width, height = seen.Resized.Height, cell = seen.PatchSize * seen.MergeSize;
        string Path(int step) => string.Concat(
            Enumerable.Range(1, Math.Max(0, (width / step) - 1)).Select(i => $"M{i * step} 0V{height}")
                .Concat(Enumerable.Range(1, Math.Max(0, (height / step) - 1)).Select(i => $"M0 {i * step}H{width}")));
        // Windows stand in rows and columns: their edges are lines through the whole picture.
        string frames = $"M0 0H{width}V{height}H0z"
            + string.Concat(seen.Windows.Select(window => window.Left).Distinct().Where(left => left > 0).Select(left => $"M{left * cell} 0V{height}"))
            + string.Concat(seen.Windows.Select(window => window.Top).Distinct().Where(top => top > 0).Select(top => $"M0 {top * cell}H{width}"));
        string shownWidth = Numbers.Css(width * scale, 0), shownHeight = Numbers.Css(height * scale, 0);
        Html Line(string @class, string path, string colour) =>
            path.Length == 0 ? Html.Empty : Html.Of($"<path class=\"{@class}\" d=\"{path}\" fill=\"none\" stroke=\"{colour}\"/>");
        string small = patches ? Path(seen.PatchSize) : "", merged = cells ? Path(cell) : "";
        IEnumerable<Html> paths =
        [
            Line("cppo-go", small, "#fff"), Line("cppo-gp", small, "#000"), Line("cppo-gu", merged, "#fff"), Line("cppo-gc", merged, "#000"),
            Line("cppo-gv", frames, "#fff"), Line("cppo-gw", frames, "#000"),
        ];
        return Html.Of(
            $"<svg class=\"cppo-grd\" viewBox=\"0 0 {width} {height}\" width=\"{shownWidth}\" height=\"{shownHeight}\" role=\"img\" aria-label=\"{Size(seen.Grid.Width, seen.Grid.Height)} patches, {Size(seen.CellColumns, seen.CellRows)} merged cells, {Numbers.Count(seen.Windows.Count, "window", "windows")}\">{paths}</svg>");
    }

    private Html Table()
    {
        HtmlTable table = new(
            Html.Of($"<b>Windows in the order in which they are run.</b> Places and sizes in merged cells."),
            new("#", right: true),
            new("Left", right: true),
            new("Top", right: true),
            new("Width", right: true),
            new("Height", right: true),
            new("Image tokens", right: true));
        foreach ((int number, AttentionWindow window) in seen.Windows.Index().Take(MostWindows))
        {
            table.Add([.. new[] { number, window.Left, window.Top, window.Width, window.Height, window.Cells }.Select(value => Html.Text(Numbers.Count(value)))]);
        }

        return Html.Of(
            $"<details class=\"cppo-d\"><summary>Windows as a table</summary>{table.ToHtml()}{Describe.More("windows", Math.Min(MostWindows, seen.Windows.Count), seen.Windows.Count, "ToData()")}</details>");
    }

    private static string Size(int width, int height) => $"{width} × {height}";

    /// <inheritdoc/>
    protected override string PlainText() =>
        $"Picture as seen  {HeadFacts}\n{string.Join('\n', Lines.Select(line => $"{line.Name}: {line.Value}"))}";

    /// <inheritdoc/>
    public override DataFrame ToData() => new DataRows<AttentionWindow>(seen.Windows)
        .Integer("left", window => window.Left)
        .Integer("top", window => window.Top)
        .Integer("width", window => window.Width)
        .Integer("height", window => window.Height)
        .Integer("tokens", window => window.Cells)
        .ToFrame();
}
