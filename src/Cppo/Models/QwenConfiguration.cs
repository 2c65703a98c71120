using System.Text.Json;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace Cppo.Models;

/// <summary>The text decoder's sizes (config.json, top level or text_config).</summary>
/// <param name="HiddenSize">Width of the hidden states, D.</param>
/// <param name="Layers">Decoder layers.</param>
/// <param name="Heads">Query heads.</param>
/// <param name="KeyValueHeads">Key and value heads; divides <paramref name="Heads"/>.</param>
/// <param name="IntermediateSize">Width inside the MLP.</param>
/// <param name="VocabularySize">Rows of the embedding, V.</param>
/// <param name="NormEpsilon">Added to the mean square inside RMSNorm.</param>
/// <param name="RotaryBase">Theta of the rotary embedding.</param>
/// <param name="RotarySections">mrope_section: how many of the head's HeadSize/2 frequencies turn with time, height and width.</param>
/// <param name="TiedEmbeddings">Whether the output head is the embedding itself.</param>
public sealed record TextConfiguration(
    int HiddenSize,
    int Layers,
    int Heads,
    int KeyValueHeads,
    int IntermediateSize,
    int VocabularySize,
    double NormEpsilon,
    double RotaryBase,
    IReadOnlyList<int> RotarySections,
    bool TiedEmbeddings)
{
    /// <summary>Width of one head.</summary>
    public int HeadSize => HiddenSize / Heads;
}

/// <summary>The vision tower's sizes (vision_config).</summary>
/// <param name="HiddenSize">Width of the patches' hidden states, Dv.</param>
/// <param name="Blocks">Transformer blocks (depth).</param>
/// <param name="Heads">Attention heads.</param>
/// <param name="IntermediateSize">Width inside the MLP.</param>
/// <param name="Channels">Colour channels of a patch (3).</param>
/// <param name="PatchSize">Side of a patch in pixels.</param>
/// <param name="TemporalPatchSize">Frames in a patch.</param>
/// <param name="MergeSize">Side, in patches, of the cell that becomes one image token.</param>
/// <param name="WindowSize">Side of an attention window in pixels.</param>
/// <param name="FullAttentionBlocks">The blocks that attend over the whole frame.</param>
/// <param name="OutputSize">Width of an image token; equals the decoder's hidden size.</param>
public sealed record VisionConfiguration(
    int HiddenSize,
    int Blocks,
    int Heads,
    int IntermediateSize,
    int Channels,
    int PatchSize,
    int TemporalPatchSize,
    int MergeSize,
    int WindowSize,
    IReadOnlyList<int> FullAttentionBlocks,
    int OutputSize)
{
    /// <summary>Width of one head.</summary>
    public int HeadSize => HiddenSize / Heads;

    /// <summary>Values in one patch: channels x frames x side x side.</summary>
    public int PatchLength => Channels * TemporalPatchSize * PatchSize * PatchSize;

    /// <summary>Patches in one image token.</summary>
    public int PatchesPerToken => MergeSize * MergeSize;

    /// <summary>Side of a window in merged cells.</summary>
    public int WindowCells => WindowSize / PatchSize / MergeSize;
}

/// <summary>The ids that the architecture itself knows. Small models use other numbers than the published ones.</summary>
/// <param name="Image">image_token_id: stands where a picture's features go.</param>
/// <param name="Video">video_token_id.</param>
/// <param name="VisionStart">vision_start_token_id; -1 where the configuration does not say.</param>
/// <param name="VisionEnd">vision_end_token_id; -1 where the configuration does not say.</param>
/// <param name="VisionPad">vision_token_id; -1 where the configuration does not say.</param>
/// <param name="Padding">pad_token_id; -1 where the configuration does not say.</param>
/// <param name="End">eos_token_id: what ends a response, unless the generation configuration says otherwise.</param>
public sealed record SpecialTokenIds(
    int Image,
    int Video,
    int VisionStart,
    int VisionEnd,
    int VisionPad,
    int Padding,
    IReadOnlyList<int> End)
{
    /// <summary>The ids that sampling must never emit, as far as the configuration names them.</summary>
    public IEnumerable<int> Unsayable => new[] { VisionStart, VisionEnd, VisionPad, Image, Video }.Where(id => id >= 0);
}

/// <summary>
/// A Qwen2.5-VL model's configuration, from config.json. Text keys are read from the top level (published files) or from
/// text_config (newer ones). Source: transformers, models/qwen2_5_vl/configuration_qwen2_5_vl.py.
/// </summary>
/// <param name="Text">The decoder.</param>
/// <param name="Vision">The vision tower.</param>
/// <param name="Tokens">Special ids.</param>
public sealed record QwenConfiguration(TextConfiguration Text, VisionConfiguration Vision, SpecialTokenIds Tokens)
{
    /// <summary>The file as it was read: what is saved beside trained weights. Never changed.</summary>
    internal JsonElement Source { get; init; }

    /// <summary>The file's content for weights of another type: only the entry that names the type differs.</summary>
    internal JsonObject SourceOfType(ScalarType type)
    {
        JsonObject copy = [];
        foreach (JsonProperty property in Source.EnumerateObject()) copy[property.Name] = JsonNode.Parse(property.Value.GetRawText());
        string key = copy.ContainsKey("dtype") ? "dtype" : "torch_dtype";
        copy[key] = type.ToString().ToLowerInvariant();
        return copy;
    }

    /// <summary>Reads FOLDER/config.json.</summary>
    /// <param name="folder">A model folder in Hugging Face layout.</param>
    /// <exception cref="ModelException">The file is missing, is no JSON, names another architecture, or holds missing or absurd values (all are listed).</exception>
    public static QwenConfiguration Load(string folder) => ConfigurationReader.Read(Path.Combine(folder, "config.json"));
}
