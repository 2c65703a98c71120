using Cppo.Interactive.Rendering;
using Cppo.Models;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>A model card: how a picture becomes tokens, the sizes, where the parameters sit, and what training needs in memory.</summary>
/// <param name="model">The model in numbers.</param>
public sealed class ModelView(ModelSummary model) : View
{
    private const double Megabyte = 1e6;

    /// <inheritdoc/>
    public override string Name => "model";

    /// <inheritdoc/>
    public override string Label => "Model card";

    private string HeadFacts => Facts(
        "Qwen2.5-VL", $"{Numbers.Count(model.Parameters)} parameters", model.ScalarType, model.Device);

    private IEnumerable<(string Name, string Value)> Lines
    {
        get
        {
            VisionConfiguration vision = model.Configuration.Vision;
            TextConfiguration text = model.Configuration.Text;
            int cell = vision.PatchSize * vision.MergeSize;
            yield return ("picture", $"{vision.PatchSize} px patches, {vision.MergeSize} × {vision.MergeSize} patches a token: {cell} × {cell} px");
            yield return ("window", $"{vision.WindowSize} px; {Numbers.Count(vision.FullAttentionBlocks.Count, "block sees", "blocks see")} all");
            yield return ("decoder", $"hidden {text.HiddenSize}, head {text.HeadSize}, mRoPE {string.Join('·', text.RotarySections)}");
            yield return ("vocabulary", $"{Numbers.Count(model.VocabularyInUse)} ids in use of {Numbers.Count(text.VocabularySize)}");
            if (model.EndTokens.Count > 0) yield return ("ends with", string.Join(", ", model.EndTokens));
            if (model.Adapter is { } lora)
            {
                string scale = $"rank {lora.Options.Rank}, α {Numbers.Plain(lora.Options.Alpha, 2)}{(lora.Options.RankStabilized ? ", rank-stabilized" : "")}";
                string state = lora.Enabled ? "" : ", switched off";
                yield return ("LoRA adapter", $"{scale}, dropout {Numbers.Plain(lora.Options.Dropout, 3)}, not merged{state}");
                yield return ("its targets", $"{string.Join(", ", lora.Options.Targets)}: {Numbers.Count(lora.Modules, "layer", "layers")}, {Numbers.Count(lora.Parameters)} parameters");
            }

            if (model.IsPartlyFrozen) yield return ("trained", $"{Numbers.Count(model.Trained)} parameters, {Numbers.Share((double)model.Trained / model.Parameters)} of the model's");
            yield return ("key-value cache", $"{Numbers.Count(model.CacheBytesPerToken)} bytes per token");
        }
    }

    /// <inheritdoc/>
    protected override Html Body()
    {
        IEnumerable<Html> facts = Lines.Select(line => Html.Of($"<dt>{line.Name}</dt><dd>{Describe.Clip(line.Value, 200)}</dd>"));
        return Html.Of(
            $"{Head("Model", Html.Text(HeadFacts))}<div class=\"cppo-mc\"><div><dl class=\"cppo-facts\">{facts}</dl>{Memory()}</div>{Parts()}</div>");
    }

    private Html Parts()
    {
        ModelPart largest = model.Parts.Where(part => !part.IsTotal).MaxBy(part => part.Parameters)!;
        HtmlTable table = new(
            Html.Of($"<b>Parameters.</b> {Numbers.Share((double)largest.Parameters / model.Parameters)} of them sit in the {largest.Name}."),
            new("Part"),
            new("Shape", false, "cppo-q cppo-opt"),
            new("Parameters", right: true),
            new("Share", right: true),
            new(""))
        {
            Class = "cppo-mt",
        };
        foreach (ModelPart part in model.Parts)
        {
            double share = (double)part.Parameters / model.Parameters;
            string @class = part.IsTotal ? "cppo-b" : "cppo-in";
            table.Add(
                Html.Of($"<span class=\"{@class}\">{part.Name}{Frozen(part)}</span>"),
                Html.Text(part.Shape),
                Html.Text(Numbers.Count(part.Parameters)),
                Html.Text(Numbers.Share(share)),
                Html.Of($"<i class=\"cppo-bar\" style=\"--v:{Numbers.Css(share, 4)}\"></i>"));
        }

        table.Add("cppo-sum", Html.Text("All"), Html.Empty, Html.Text(Numbers.Count(model.Parameters)), Html.Text(Numbers.Share(1)), Html.Empty);
        return table.ToHtml();
    }

    private static string Frozen(ModelPart part) => part.Trained == part.Parameters ? "" : part.Trained == 0 ? " · frozen" : " · partly frozen";

    private Html Memory()
    {
        long total = model.TrainingMemory.Sum(part => part.Bytes);
        HtmlTable table = new(
            Html.Of($"<b>Memory for training,</b> MB (10⁶ bytes)"),
            new("Part"),
            new("MB", right: true),
            new(""))
        {
            Class = "cppo-mt cppo-gap",
        };
        foreach ((string part, long bytes) in model.TrainingMemory)
        {
            table.Add(
                Html.Text(part),
                Html.Text(Numbers.Plain(bytes / Megabyte, 1)),
                Html.Of($"<i class=\"cppo-bar\" style=\"--v:{Numbers.Css((double)bytes / total, 4)}\"></i>"));
        }

        table.Add("cppo-sum", Html.Text("fixed, before activations"), Html.Text(Numbers.Plain(total / Megabyte, 1)), Html.Empty);
        return table.ToHtml();
    }

    /// <inheritdoc/>
    protected override string PlainText()
    {
        TextTable table = new("Part", "Shape", ">Parameters", ">Share");
        foreach (ModelPart part in model.Parts)
        {
            table.Add(
                (part.IsTotal ? part.Name : "  " + part.Name) + Frozen(part),
                part.Shape,
                Numbers.Count(part.Parameters),
                Numbers.Share((double)part.Parameters / model.Parameters));
        }

        string facts = string.Concat(Lines.Select(line => $"{line.Name}: {TextEncoder.Terminal(line.Value)}\n"));
        return $"Model  {TextEncoder.Terminal(HeadFacts)}\n{facts}{table}";
    }

    /// <inheritdoc/>
    public override DataFrame ToData() => new DataRows<ModelPart>(model.Parts)
        .Text("part", part => part.Name)
        .Text("shape", part => part.Shape)
        .Integer("parameters", part => part.Parameters)
        .Integer("trained", part => part.Trained)
        .Flag("total", part => part.IsTotal)
        .ToFrame();
}
