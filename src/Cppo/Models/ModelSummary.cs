using static TorchSharp.torch;

namespace Cppo.Models;

/// <summary>A part of a model and its size.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Shape">Its sizes in words; empty for a total.</param>
/// <param name="Parameters">Weights in it.</param>
/// <param name="IsTotal">Whether it sums the parts below it.</param>
public sealed record ModelPart(string Name, string Shape, long Parameters, bool IsTotal = false);

/// <summary>What a model consists of, in numbers; holds no tensor.</summary>
/// <param name="Configuration">Its sizes.</param>
/// <param name="Parts">Vision tower and decoder with their parts.</param>
/// <param name="Parameters">All weights; tied ones count once.</param>
/// <param name="ScalarType">"float32", "bfloat16".</param>
/// <param name="Device">"cpu", "cuda:0".</param>
/// <param name="BytesPerWeight">Bytes of one weight.</param>
/// <param name="EndTokens">Texts of the tokens that end a response.</param>
/// <param name="VocabularyInUse">Ids that the tokenizer knows.</param>
public sealed record ModelSummary(
    QwenConfiguration Configuration,
    IReadOnlyList<ModelPart> Parts,
    long Parameters,
    string ScalarType,
    string Device,
    int BytesPerWeight,
    IReadOnlyList<string> EndTokens,
    int VocabularyInUse)
{
    /// <summary>Bytes that a token keeps in the key-value cache.</summary>
    public long CacheBytesPerToken =>
        2L * Configuration.Text.Layers * Configuration.Text.KeyValueHeads * Configuration.Text.HeadSize * BytesPerWeight;

    /// <summary>Bytes before activations while training: weights, reference policy, gradients, two moments in float32.</summary>
    public IReadOnlyList<(string Part, long Bytes)> TrainingMemory =>
    [
        ("weights, " + ScalarType, Parameters * BytesPerWeight),
        ("reference policy", Parameters * BytesPerWeight),
        ("gradients", Parameters * BytesPerWeight),
        ("AdamW, two moments", Parameters * 8),
    ];

    /// <summary>Reads a policy.</summary>
    public static ModelSummary Of(Policy policy)
    {
        TextConfiguration text = policy.Model.Configuration.Text;
        VisionConfiguration vision = policy.Model.Configuration.Vision;
        long Count(string prefix) => policy.Parameters
            .Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Sum(entry => entry.Value.numel());
        int merged = vision.HiddenSize * vision.PatchesPerToken;
        ModelPart[] tower =
        [
            new("patch embedding", $"{vision.PatchSize} × {vision.PatchSize} × {vision.TemporalPatchSize} → {vision.HiddenSize}", Count("visual.patch_embed.")),
            new("blocks", $"{vision.Blocks} × ({vision.Heads} heads, MLP {vision.IntermediateSize})", Count("visual.blocks.")),
            new("merger", $"{merged} → {merged} → {vision.OutputSize}", Count("visual.merger.")),
        ];
        ModelPart[] decoder =
        [
            new(text.TiedEmbeddings ? "embeddings (tied)" : "embeddings", $"{text.VocabularySize} × {text.HiddenSize}", Count("model.embed_tokens.")),
            new("layers", $"{text.Layers} × ({text.Heads} heads, {text.KeyValueHeads} key-value, MLP {text.IntermediateSize})", Count("model.layers.")),
            new("final norm", $"{text.HiddenSize}", Count("model.norm.")),
            .. text.TiedEmbeddings ? Array.Empty<ModelPart>() : [new ModelPart("head", $"{text.HiddenSize} → {text.VocabularySize}", Count("lm_head."))],
        ];
        Tensor first = policy.Parameters.Values[0];
        return new(
            policy.Model.Configuration,
            [
                new("Vision tower", "", tower.Sum(part => part.Parameters), IsTotal: true),
                .. tower,
                new("Decoder", "", decoder.Sum(part => part.Parameters), IsTotal: true),
                .. decoder,
            ],
            policy.Parameters.Elements,
            first.dtype.ToString().ToLowerInvariant(),
            first.device.ToString(),
            (int)first.element_size(),
            [.. policy.Generation.EndTokens.Select(policy.Tokenizer.TokenText)],
            policy.Tokenizer.Count);
    }
}
