using Cppo.Models.Lora;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Models;

/// <summary>A part of a model and its size.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Shape">Its sizes in words; empty for a total.</param>
/// <param name="Parameters">Weights in it.</param>
/// <param name="Trained">Those that are not frozen.</param>
/// <param name="IsTotal">Whether it sums the parts below it.</param>
public sealed record ModelPart(string Name, string Shape, long Parameters, long Trained, bool IsTotal = false);

/// <summary>A LoRA adapter in numbers.</summary>
/// <param name="Options">Rank, alpha, dropout, targets.</param>
/// <param name="Modules">Linear layers that it changes.</param>
/// <param name="Parameters">Its weights.</param>
/// <param name="Enabled">Whether it acts.</param>
public sealed record AdapterSummary(LoraOptions Options, int Modules, long Parameters, bool Enabled);

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

    /// <summary>The adapter beside the weights; null where there is none, or where it was merged into them.</summary>
    public AdapterSummary? Adapter { get; init; }

    /// <summary>Weights that training changes: those that are not frozen, and the adapter's.</summary>
    public long Trained => Parts.Where(part => part.IsTotal).Sum(part => part.Trained) + (Adapter?.Parameters ?? 0);

    /// <summary>Whether anything is left as it is by training.</summary>
    public bool IsPartlyFrozen => Trained < Parameters + (Adapter?.Parameters ?? 0);

    /// <summary>
    /// Bytes before activations while training: weights, reference policy (none where only an adapter is trained: its base serves),
    /// gradients, and AdamW's two moments in float32, with a float32 master copy of weights in half precision.
    /// </summary>
    public IReadOnlyList<(string Part, long Bytes)> TrainingMemory
    {
        get
        {
            long adapter = Adapter?.Parameters ?? 0, ofModel = Trained - adapter, weights = Parameters * BytesPerWeight;
            return
            [
                ("weights, " + ScalarType, weights + (adapter * AdapterBytes)),
                ("reference policy", adapter > 0 && ofModel == 0 ? 0 : weights),
                ("gradients", (ofModel * BytesPerWeight) + (adapter * AdapterBytes)),
                BytesPerWeight < 4 ? ("AdamW, two moments and masters", (ofModel * 12) + (adapter * 8)) : ("AdamW, two moments", Trained * 8),
            ];
        }
    }

    // An adapter is float32 where the model is of half precision.
    private int AdapterBytes => Math.Max(4, BytesPerWeight);

    /// <summary>Reads a policy.</summary>
    public static ModelSummary Of(Policy policy)
    {
        Tensor first = policy.Parameters.Values[0];
        return new(
            policy.Model.Configuration,
            PartsOf(policy.Model.Configuration, [.. policy.Parameters.Select(entry => (entry.Key, entry.Value.numel(), entry.Value.requires_grad))]),
            policy.Parameters.Elements,
            first.dtype.ToString().ToLowerInvariant(),
            first.device.ToString(),
            (int)first.element_size(),
            [.. policy.Generation.EndTokens.Select(policy.Tokenizer.TokenText)],
            policy.Tokenizer.Count)
        {
            Adapter = policy.Model.Adapter is { } adapter
                ? new(adapter.Options, adapter.Modules.Count, adapter.Parameters.Elements, adapter.Enabled)
                : null,
        };
    }

    /// <summary>What a model of these sizes would be, before it is downloaded: no weight is made.</summary>
    /// <param name="configuration">Its sizes; <see cref="QwenConfiguration.Load"/> reads a published config.json.</param>
    /// <param name="type">How its weights would be kept.</param>
    /// <param name="lora">An adapter that would be trained in place of the weights; null trains all of them.</param>
    /// <exception cref="Runtime.CppoException">The type is no floating-point type, or the adapter's options do not fit.</exception>
    public static ModelSummary Planned(QwenConfiguration configuration, torch.ScalarType type = torch.ScalarType.BFloat16, LoraOptions? lora = null)
    {
        int bytes = type switch
        {
            torch.ScalarType.Float16 or torch.ScalarType.BFloat16 => 2,
            torch.ScalarType.Float32 => 4,
            torch.ScalarType.Float64 => 8,
            _ => throw new Runtime.CppoException($"Weights cannot be kept as {type}.", "Choose BFloat16, Float16, Float32 or Float64."),
        };
        (string Name, long[] Shape)[] tensors = [.. ParameterLayout.Of(configuration)];
        (string Name, long Elements, bool Trained)[] weights = [.. tensors.Select(tensor => (tensor.Name, tensor.Shape.Aggregate(1L, (product, size) => product * size), lora is null))];
        return new(
            configuration,
            PartsOf(configuration, weights),
            weights.Sum(weight => weight.Elements),
            type.ToString().ToLowerInvariant(),
            "planned",
            bytes,
            [],
            configuration.Text.VocabularySize)
        {
            Adapter = lora is null ? null : AdapterOf(tensors, lora),
        };
    }

    private static AdapterSummary AdapterOf((string Name, long[] Shape)[] tensors, LoraOptions lora)
    {
        lora.Validate();
        const string Weight = ".weight";
        Dictionary<string, long[]> layers = tensors
            .Where(tensor => tensor.Shape.Length == 2 && tensor.Name is not (ParameterLayout.Embedding or ParameterLayout.Head))
            .ToDictionary(tensor => tensor.Name[..^Weight.Length], tensor => tensor.Shape);
        IReadOnlyList<string> modules = NamePattern.Select([.. layers.Keys], lora.Targets, "linear layer");
        return new(lora, modules.Count, modules.Sum(module => lora.Rank * layers[module].Sum()), Enabled: true);
    }

    private static IReadOnlyList<ModelPart> PartsOf(QwenConfiguration configuration, (string Name, long Elements, bool Trained)[] weights)
    {
        TextConfiguration text = configuration.Text;
        VisionConfiguration vision = configuration.Vision;
        ModelPart Part(string name, string shape, string prefix)
        {
            (string Name, long Elements, bool Trained)[] own = [.. weights.Where(weight => weight.Name.StartsWith(prefix, StringComparison.Ordinal))];
            return new(name, shape, own.Sum(weight => weight.Elements), own.Where(weight => weight.Trained).Sum(weight => weight.Elements));
        }

        static ModelPart Total(string name, ModelPart[] parts) =>
            new(name, "", parts.Sum(part => part.Parameters), parts.Sum(part => part.Trained), IsTotal: true);

        int merged = vision.HiddenSize * vision.PatchesPerToken;
        ModelPart[] tower =
        [
            Part("patch embedding", $"{vision.PatchSize} × {vision.PatchSize} × {vision.TemporalPatchSize} → {vision.HiddenSize}", "visual.patch_embed."),
            Part("blocks", $"{vision.Blocks} × ({vision.Heads} heads, MLP {vision.IntermediateSize})", "visual.blocks."),
            Part("merger", $"{merged} → {merged} → {vision.OutputSize}", "visual.merger."),
        ];
        ModelPart[] decoder =
        [
            Part(text.TiedEmbeddings ? "embeddings (tied)" : "embeddings", $"{text.VocabularySize} × {text.HiddenSize}", "model.embed_tokens."),
            Part("layers", $"{text.Layers} × ({text.Heads} heads, {text.KeyValueHeads} key-value, MLP {text.IntermediateSize})", "model.layers."),
            Part("final norm", $"{text.HiddenSize}", "model.norm."),
            .. text.TiedEmbeddings ? Array.Empty<ModelPart>() : [Part("head", $"{text.HiddenSize} → {text.VocabularySize}", "lm_head.")],
        ];
        return [Total("Vision tower", tower), .. tower, Total("Decoder", decoder), .. decoder];
    }
}
