using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cppo.Models;

/// <summary>Reads config.json and collects everything that is wrong with it before it complains.</summary>
internal sealed class ConfigurationReader
{
    private const string Architecture = "qwen2_5_vl";

    // Far above every published model; what is larger is a damaged file, and sizes drive allocations.
    private const int LargestSize = 1 << 20, LargestVocabulary = 1 << 24, MostLayers = 1 << 10;

    private readonly JsonObject root, text, vision, rotary;
    private readonly List<string> problems = [];

    private ConfigurationReader(JsonObject root)
    {
        this.root = root;
        text = root["text_config"] as JsonObject ?? root;
        vision = root["vision_config"] as JsonObject ?? [];
        rotary = text["rope_scaling"] as JsonObject ?? text["rope_parameters"] as JsonObject ?? [];
    }

    public static QwenConfiguration Read(string path)
    {
        JsonObject root = JsonFile.Read(path);
        string? type = root["model_type"] is JsonValue value && value.TryGetValue(out string? name) ? name : null;
        if (type != Architecture)
        {
            throw new ModelException(
                $"{path} names the architecture {(type is null ? "nowhere" : $"'{type}'")}; this library runs '{Architecture}'.",
                "Use a Qwen2.5-VL checkpoint, in Hugging Face layout.");
        }

        ConfigurationReader reader = new(root);
        QwenConfiguration configuration = new(reader.Text(), reader.Vision(), reader.Tokens()) { Source = root };
        if (reader.problems.Count == 0) reader.Check(configuration);
        if (reader.problems.Count > 0) throw new ModelException(path, reader.problems, "Download the file again, or correct the named values.");
        return configuration;
    }

    private TextConfiguration Text()
    {
        if (Find(text, "use_sliding_window") is JsonValue sliding && sliding.GetValueKind() == JsonValueKind.True)
            problems.Add("use_sliding_window is true, which is not supported");
        string scaling = Word(rotary, "rope_type") ?? Word(rotary, "type") ?? "default";
        if (scaling is not ("mrope" or "default")) problems.Add($"rope_scaling has the type '{scaling}', which is not supported");
        RequireActivation(text, "hidden_act");
        return new(
            Size(text, "hidden_size"),
            Size(text, "num_hidden_layers", MostLayers),
            Size(text, "num_attention_heads"),
            Size(text, "num_key_value_heads"),
            Size(text, "intermediate_size"),
            Size(text, "vocab_size", LargestVocabulary),
            Real(text, "rms_norm_eps", 0, 1),
            Real(text["rope_theta"] is null ? rotary : text, "rope_theta", 1, 1e15),
            Sizes(rotary, "mrope_section", 0),
            Truth("tie_word_embeddings"));
    }

    private VisionConfiguration Vision()
    {
        if (vision.Count == 0) problems.Add("vision_config is missing");
        RequireActivation(vision, "hidden_act");
        return new(
            Size(vision, "hidden_size"),
            Size(vision, "depth", MostLayers),
            Size(vision, "num_heads"),
            Size(vision, "intermediate_size"),
            Size(vision, vision["in_chans"] is null ? "in_channels" : "in_chans", 64, 3),
            Size(vision, "patch_size", 1024),
            Size(vision, "temporal_patch_size", 64, 2),
            Size(vision, "spatial_merge_size", 64, 2),
            Size(vision, "window_size"),
            Sizes(vision, "fullatt_block_indexes", 0),
            Size(vision, "out_hidden_size"));
    }

    private SpecialTokenIds Tokens() => new(
        Id("image_token_id", required: true),
        Id("video_token_id", required: true),
        Id("vision_start_token_id"),
        Id("vision_end_token_id"),
        Id("vision_token_id"),
        Id("pad_token_id"),
        TokenIds.Read(Find(root, "eos_token_id") ?? Find(text, "eos_token_id"), "eos_token_id", problems));

    private void Check(QwenConfiguration all)
    {
        (TextConfiguration t, VisionConfiguration v) = (all.Text, all.Vision);
        Require(t.HiddenSize % t.Heads == 0, $"hidden_size {t.HiddenSize} is not a multiple of num_attention_heads {t.Heads}");
        Require(t.HeadSize % 2 == 0, $"the head size {t.HeadSize} is odd");
        Require(t.Heads % t.KeyValueHeads == 0, $"num_attention_heads {t.Heads} is not a multiple of num_key_value_heads {t.KeyValueHeads}");
        Require(
            t.RotarySections.Count == 3 && t.RotarySections.Sum(size => (long)size) == t.HeadSize / 2,
            $"mrope_section [{string.Join(", ", t.RotarySections)}] is not three numbers that add up to half the head size, {t.HeadSize / 2}");
        Require(v.HiddenSize % v.Heads == 0, $"vision hidden_size {v.HiddenSize} is not a multiple of num_heads {v.Heads}");
        Require(v.HeadSize % 4 == 0, $"the vision head size {v.HeadSize} is not a multiple of 4");
        Require(
            v.WindowSize % (v.PatchSize * v.MergeSize) == 0,
            $"window_size {v.WindowSize} is not a multiple of a merged cell's {v.PatchSize * v.MergeSize} pixels");
        Require(v.FullAttentionBlocks.All(block => block < v.Blocks), $"fullatt_block_indexes names a block beyond depth {v.Blocks}");
        Require(v.OutputSize == t.HiddenSize, $"out_hidden_size {v.OutputSize} differs from the text hidden_size {t.HiddenSize}");
        foreach (int id in all.Tokens.Unsayable.Append(all.Tokens.Padding).Concat(all.Tokens.End))
            Require(id < t.VocabularySize, $"token id {id} lies beyond vocab_size {t.VocabularySize}");
        if (text["head_dim"] is not null)
        {
            int stated = Size(text, "head_dim");
            Require(stated == t.HeadSize, $"head_dim {stated} is not hidden_size / num_attention_heads, {t.HeadSize}");
        }
    }

    private void Require(bool holds, string otherwise)
    {
        if (!holds) problems.Add(otherwise);
    }

    private int Size(JsonObject part, string key, int most = LargestSize, int? otherwise = null)
    {
        JsonNode? node = Find(part, key);
        if (node is null && otherwise is int standard) return standard;
        if (Integer(node) is long number && number >= 1 && number <= most) return (int)number;
        problems.Add(node is null ? $"{Where(part)}{key} is missing" : $"{Where(part)}{key} is {Short(node)}, not a whole number in 1..{most}");
        return 1;
    }

    private IReadOnlyList<int> Sizes(JsonObject part, string key, int least)
    {
        if (Find(part, key) is JsonArray array && array.All(item => Integer(item) is long number && number >= least && number <= LargestSize))
            return [.. array.Select(item => (int)Integer(item)!.Value)];
        problems.Add(Find(part, key) is JsonNode node ? $"{Where(part)}{key} is {Short(node)}, not a list of whole numbers" : $"{Where(part)}{key} is missing");
        return [];
    }

    private double Real(JsonObject part, string key, double above, double below)
    {
        JsonNode? node = Find(part, key);
        if (node is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue(out double number) && number > above && number < below)
            return number;
        problems.Add(node is null ? $"{Where(part)}{key} is missing" : $"{Where(part)}{key} is {Short(node)}, not a number between {above} and {below}");
        return above;
    }

    private bool Truth(string key)
    {
        JsonNode? node = Find(root, key) ?? Find(text, key);
        JsonValueKind kind = node?.GetValueKind() ?? JsonValueKind.Undefined;
        if (kind is not (JsonValueKind.True or JsonValueKind.False)) problems.Add($"{key} is {(node is null ? "missing" : Short(node) + ", not true or false")}");
        return kind == JsonValueKind.True;
    }

    private int Id(string key, bool required = false)
    {
        JsonNode? node = Find(root, key) ?? Find(text, key);
        if (node is null && !required) return -1;
        if (Integer(node) is long number && number >= 0 && number < LargestVocabulary) return (int)number;
        problems.Add(node is null ? $"{key} is missing" : $"{key} is {Short(node)}, not a token id");
        return -1;
    }

    private void RequireActivation(JsonObject part, string key)
    {
        string? name = Word(part, key);
        if (name is not (null or "silu")) problems.Add($"{Where(part)}{key} is '{name}'; only 'silu' is supported");
    }

    private static string? Word(JsonObject part, string key) =>
        Find(part, key) is JsonValue value && value.TryGetValue(out string? word) ? word : null;

    private static JsonNode? Find(JsonObject part, string key) => part.TryGetPropertyValue(key, out JsonNode? node) ? node : null;

    private static long? Integer(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue(out long number) ? number : null;

    private string Where(JsonObject part) =>
        part == vision ? "vision_config." : part == rotary ? "rope_scaling." : part == text && text != root ? "text_config." : "";

    private static string Short(JsonNode node)
    {
        string json = node.ToJsonString();
        return json.Length > 40 ? json[..40] + "..." : json;
    }
}
