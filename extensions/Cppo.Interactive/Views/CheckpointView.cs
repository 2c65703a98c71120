using Cppo.Interactive.Rendering;
using Cppo.Models;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>A folder of weights: files, element types, sizes, and every tensor in details.</summary>
/// <param name="checkpoint">What lies there.</param>
public sealed class CheckpointView(CheckpointSummary checkpoint) : View
{
    private const int MostFiles = 40, MostTensors = 120, LongestName = 100;

    /// <inheritdoc/>
    public override string Name => "checkpoint";

    /// <inheritdoc/>
    public override string Label => "Checkpoint";

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Sheets => [];

    private string HeadFacts => Facts(
        Numbers.Count(checkpoint.Parameters, "weight", "weights"),
        Numbers.Count(checkpoint.Tensors.Count, "tensor", "tensors"),
        checkpoint.Shards == 1 ? "one file of weights" : $"{checkpoint.Shards} files of weights");

    private string Types => string.Join(", ", checkpoint.Tensors.GroupBy(tensor => tensor.ElementType)
        .Select(type => $"{type.Key} {Size(type.Sum(tensor => tensor.Bytes))}"));

    /// <inheritdoc/>
    protected override Html Body()
    {
        HtmlTable files = new(
            Html.Of($"<b>{Size(checkpoint.Bytes)} of weights:</b> {Types} (1 MB is 10⁶ bytes)."),
            new("File"),
            new("Size", right: true),
            new("Tensors", right: true));
        foreach (CheckpointFile file in checkpoint.Files.Take(MostFiles))
        {
            files.Add(
                Html.Of($"<span class=\"cppo-m\">{Describe.Clip(file.Name, LongestName)}</span>"),
                Html.Text(Size(file.Bytes)),
                HtmlTable.Number(file.Tensors is { } tensors ? Numbers.Count(tensors) : Numbers.Missing));
        }

        return Head("Checkpoint", Html.Text(HeadFacts))
            + Html.Of($"<p class=\"cppo-q cppo-s\"><span class=\"cppo-m\">{Describe.Clip(checkpoint.Folder, LongestName * 2)}</span></p>") + files.ToHtml()
            + Describe.More("files", Math.Min(MostFiles, checkpoint.Files.Count), checkpoint.Files.Count, "checkpoint.Files") + Tensors();
    }

    private Html Tensors()
    {
        CheckpointTensor[] shown = [.. checkpoint.Tensors.Take(MostTensors)];
        HtmlTable table = new(Html.Of($"<b>Tensors</b> in the order of the files."), new("Tensor"), new("Shape"), new("Type"), new("Elements", right: true))
        {
            RowHeader = 0,
            Scrolls = true,
        };
        foreach (CheckpointTensor tensor in shown)
        {
            table.Add(
                Html.Of($"<span class=\"cppo-m\">{Describe.Clip(tensor.Name, LongestName)}</span>"),
                Html.Text(Shape(tensor)),
                Html.Text(tensor.ElementType),
                Html.Text(Numbers.Count(tensor.Elements)));
        }

        return Html.Of(
            $"<details class=\"cppo-d\"><summary>All tensors</summary>{table.ToHtml()}{Describe.More("tensors", shown.Length, checkpoint.Tensors.Count, "checkpoint.Tensors")}</details>");
    }

    private static string Shape(CheckpointTensor tensor) => tensor.Shape.Count == 0 ? "scalar" : string.Join(" × ", tensor.Shape);

    private static string Size(long bytes) => bytes switch
    {
        >= 1_000_000_000 => $"{Numbers.Plain(bytes / 1e9, 2)} GB",
        >= 1_000_000 => $"{Numbers.Plain(bytes / 1e6, 1)} MB",
        >= 1000 => $"{Numbers.Plain(bytes / 1e3, 1)} kB",
        _ => Numbers.Count(bytes, "byte", "bytes"),
    };

    /// <inheritdoc/>
    protected override string PlainText()
    {
        TextTable files = new("File", ">Size", ">Tensors");
        foreach (CheckpointFile file in checkpoint.Files) files.Add(file.Name, Size(file.Bytes), file.Tensors is { } count ? Numbers.Count(count) : Numbers.Missing);
        TextTable tensors = new("Tensor", "Shape", "Type", ">Elements");
        foreach (CheckpointTensor tensor in checkpoint.Tensors) tensors.Add(tensor.Name, Shape(tensor), tensor.ElementType, Numbers.Count(tensor.Elements));
        return $"Checkpoint  {TextEncoder.Terminal(HeadFacts)}\n{TextEncoder.Terminal(checkpoint.Folder)}\n{Types}\n{files}\n\n{tensors}";
    }

    /// <inheritdoc/>
    public override DataFrame ToData() => new DataRows<CheckpointTensor>(checkpoint.Tensors)
        .Text("tensor", tensor => tensor.Name)
        .Text("shape", Shape)
        .Text("type", tensor => tensor.ElementType)
        .Integer("elements", tensor => tensor.Elements)
        .Integer("bytes", tensor => tensor.Bytes)
        .Text("file", tensor => tensor.File)
        .ToFrame();
}
