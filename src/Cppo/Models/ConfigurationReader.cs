using System.Text.Json;
using Cppo.Runtime;

namespace Cppo.Models;

/// <summary>Reads config.json and collects everything that is wrong with it before it complains.</summary>
internal sealed class ConfigurationReader
{
    private const string Architecture = "qwen2_5_vl";

    // Far above every published model; what is larger is a damaged file, and sizes drive allocations.
    private const int LargestSize = 1 << 20, LargestVocabulary = 1 << 24, MostLayers = 1 << 10;

    private static readonly JsonElement Nothing = JsonDocument.Parse("{}").RootElement;

    private readonly JsonElement root, text, vision, rotary;
    private readonly bool nested;
    private readonly List<string> problems = [];

    private ConfigurationReader(JsonElement root)
    {
        this.root = root;
        nested = Part(root, "text_config") is not null;
        text = Part(root, "text_config") ?? root;
        vision = Part(root, "vision_config") ?? Nothing;
        rotary = Part(text, "rope_scaling") ?? Part(text, "rope_parameters") ?? Nothing;
    }

    public static QwenConfiguration Read(string path)
    {
        JsonElement root = JsonFile.Read(path);
        string? type = Word(root, "model_type");
        if (type != Architecture)
        {
            throw new ModelException(
                $"{path} names {(type is null ? "no architecture" : $"the architecture '{type}'")}; this library runs '{Architecture}'.",
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
        if (Find(text, "use_sliding_window") is { ValueKind: JsonValueKind.True })
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
            Real(Find(text, "rope_theta") is null ? rotary : text, "rope_theta", 1, 1e15),
            Sizes(rotary, "mrope_section"),
            Truth("tie_word_embeddings"));
    }

    private VisionConfiguration Vision()
    {
        if (Part(root, "vision_config") is null) problems.Add("vision_config is missing");
        RequireActivation(vision, "hidden_act");
        return new(
            Size(vision, "hidden_size"),
            Size(vision, "depth", MostLayers),
            Size(vision, "num_heads"),
            Size(vision, "intermediate_size"),
            Size(vision, Find(vision, "in_chans") is null ? "in_channels" : "in_chans", 64, 3),
            Size(vision, "patch_size", 1024),
            Size(vision, "temporal_patch_size", 64, 2),
            Size(vision, "spatial_merge_size", 64, 2),
            Size(vision, "window_size"),
            Sizes(vision, "fullatt_block_indexes"),
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
        if (Find(text, "head_dim") is not null)
        {
            int stated = Size(text, "head_dim");
            Require(stated == t.HeadSize, $"head_dim {stated} is not hidden_size / num_attention_heads, {t.HeadSize}");
        }
    }

    private void Require(bool holds, string otherwise)
    {
        if (!holds) problems.Add(otherwise);
    }

    private int Size(JsonElement part, string key, int most = LargestSize, int? otherwise = null)
    {
        JsonElement? found = Find(part, key);
        if (found is null && otherwise is int standard) return standard;
        if (Integer(found) is long number && number >= 1 && number <= most) return (int)number;
        Complain(part, key, found, $"a whole number in 1..{most}");
        return 1;
    }

    private IReadOnlyList<int> Sizes(JsonElement part, string key)
    {
        JsonElement? found = Find(part, key);
        if (found is { ValueKind: JsonValueKind.Array } array && array.EnumerateArray().All(item => Integer(item) is >= 0 and <= LargestSize))
            return [.. array.EnumerateArray().Select(item => item.GetInt32())];
        Complain(part, key, found, "a list of whole numbers");
        return [];
    }

    private double Real(JsonElement part, string key, double above, double below)
    {
        JsonElement? found = Find(part, key);
        if (found is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out double value) && value > above && value < below) return value;
        Complain(part, key, found, $"a number between {above} and {below}");
        return above;
    }

    private bool Truth(string key)
    {
        JsonElement? found = Find(root, key) ?? Find(text, key);
        if (found is not { ValueKind: JsonValueKind.True or JsonValueKind.False }) Complain(root, key, found, "true or false");
        return found is { ValueKind: JsonValueKind.True };
    }

    private int Id(string key, bool required = false)
    {
        JsonElement? found = Find(root, key) ?? Find(text, key);
        if (found is null && !required) return -1;
        if (Integer(found) is >= 0 and < LargestVocabulary) return found!.Value.GetInt32();
        Complain(root, key, found, "a token id");
        return -1;
    }

    private void RequireActivation(JsonElement part, string key)
    {
        if (Find(part, key) is JsonElement found && Word(part, key) != "silu") Complain(part, key, found, "'silu', the only one supported");
    }

    private void Complain(JsonElement part, string key, JsonElement? found, string expected)
    {
        string name = (part.Equals(vision) ? "vision_config." : part.Equals(rotary) ? "rope_scaling." : nested && part.Equals(text) ? "text_config." : "") + key;
        string json = found?.GetRawText() ?? "";
        if (json.Length > 40) json = json[..40] + "...";
        problems.Add(found is null ? $"{name} is missing" : $"{name} is {json}, not {expected}");
    }

    private static JsonElement? Find(JsonElement part, string key) =>
        part.TryGetProperty(key, out JsonElement found) && found.ValueKind != JsonValueKind.Null ? found : null;

    private static JsonElement? Part(JsonElement part, string key) => Find(part, key) is { ValueKind: JsonValueKind.Object } found ? found : null;

    private static string? Word(JsonElement part, string key) =>
        Find(part, key) is { ValueKind: JsonValueKind.String } found ? found.GetString() : null;

    private static long? Integer(JsonElement? found) =>
        found is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out long value) ? value : null;
}
