using System.Text.Json;
using System.Text.Json.Nodes;
using Cppo.Models.Layers;
using Cppo.Models.Safetensors;
using Cppo.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Models.Lora;

/// <summary>Adapters on disk in PEFT's format. What its files can say and this library does not do is an error, not ignored.</summary>
internal static class AdapterFiles
{
    public const string ConfigurationFile = "adapter_config.json", WeightsFile = "adapter_model.safetensors";

    // Options that change the result; each is off in one of these values.
    private static readonly string[] Unsupported =
        ["use_dora", "use_qalora", "fan_in_fan_out", "lora_bias", "modules_to_save", "rank_pattern", "alpha_pattern", "trainable_token_indices", "megatron_config", "target_parameters"];

    public static void Save(string folder, LoraAdapter adapter, IReadOnlyList<string> allModules, string? baseModel)
    {
        Directory.CreateDirectory(folder);
        SafetensorsWriter.Write(
            Path.Combine(folder, WeightsFile), [.. adapter.Parameters.Select(entry => KeyValuePair.Create(entry.Key, (Tensor)entry.Value))]);
        LoraOptions options = adapter.Options;
        JsonFile.Write(Path.Combine(folder, ConfigurationFile), new()
        {
            ["peft_type"] = "LORA",
            ["task_type"] = "CAUSAL_LM",
            ["base_model_name_or_path"] = baseModel,
            ["r"] = options.Rank,
            ["lora_alpha"] = options.Alpha == Math.Floor(options.Alpha) ? (long)options.Alpha : options.Alpha,
            ["lora_dropout"] = options.Dropout,
            ["use_rslora"] = options.RankStabilized,
            ["target_modules"] = new JsonArray([.. AdapterNames.Targets(adapter.Modules, allModules).Select(target => JsonValue.Create(target))]),
            ["bias"] = "none",
            ["fan_in_fan_out"] = false,
            ["init_lora_weights"] = true,
            ["inference_mode"] = true,
            ["use_dora"] = false,
            ["modules_to_save"] = null,
        });
    }

    /// <exception cref="CppoException">Missing or damaged files; or all that does not fit the model.</exception>
    public static LoraAdapter Load(string folder, IReadOnlyDictionary<string, LinearLayer> layers, ulong seed, bool trainable)
    {
        List<string> problems = [];
        LoraOptions options = Options(JsonFile.Read(Path.Combine(folder, ConfigurationFile)), problems) with { Seed = seed };
        using SafetensorsFile file = new(Path.Combine(folder, WeightsFile));
        Dictionary<string, TensorEntry> found = Match(file, layers, options, problems);
        if (problems.Count > 0) throw new ModelException($"The adapter in {folder}", problems, "Use an adapter that was trained on this very architecture, without other PEFT features.");
        options.Validate();

        ParameterStore parameters = new();
        try
        {
            using DisposeScope scope = NewDisposeScope();
            using var frozen = no_grad();
            foreach ((string module, LinearLayer layer) in layers)
            foreach (string name in new[] { AdapterNames.Down(module), AdapterNames.Up(module) })
            {
                if (found.TryGetValue(name, out TensorEntry? entry))
                    parameters.Add(name, file.Read(entry, LoraAdapter.TypeFor(layer.Weight.dtype), layer.Weight.device), trainable);
            }

            string[] modules = [.. layers.Keys.Where(module => found.ContainsKey(AdapterNames.Down(module)))];
            return new(layers, options with { Targets = modules }, parameters);
        }
        catch
        {
            parameters.Dispose();
            throw;
        }
    }

    private static LoraOptions Options(JsonElement root, List<string> problems)
    {
        if (Text("peft_type") is not "LORA") problems.Add($"peft_type is {Raw("peft_type")}, not \"LORA\"");
        if (Text("bias") is not (null or "none")) problems.Add($"bias is {Raw("bias")}; only \"none\" is supported");
        problems.AddRange(Unsupported.Where(IsOn).Select(key => $"{key} is {Raw(key)}, which is not supported"));
        double rank = Number("r", 8);
        if (rank != Math.Floor(rank) || rank is < 1 or > 65536) problems.Add($"r is {Raw("r")}, not a whole number in 1..65536");
        return new()
        {
            Rank = (int)Math.Clamp(rank, 1, 65536),
            Alpha = Number("lora_alpha", 8),
            Dropout = Number("lora_dropout", 0),
            RankStabilized = root.TryGetProperty("use_rslora", out JsonElement found) && found.ValueKind == JsonValueKind.True,
        };

        string? Text(string key) => root.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        string Raw(string key) => root.TryGetProperty(key, out JsonElement value) ? EncodedPrompt.Shorten(value.GetRawText()) : "missing";
        bool IsOn(string key) => root.TryGetProperty(key, out JsonElement value) && value.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.False => false,
            JsonValueKind.Object => value.EnumerateObject().Any(),
            JsonValueKind.Array => value.GetArrayLength() > 0,
            _ => true,
        };
        double Number(string key, double otherwise)
        {
            if (!root.TryGetProperty(key, out JsonElement value)) return otherwise;
            if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number)) return number;
            problems.Add($"{key} is {Raw(key)}, not a number");
            return otherwise;
        }
    }

    private static Dictionary<string, TensorEntry> Match(
        SafetensorsFile file, IReadOnlyDictionary<string, LinearLayer> layers, LoraOptions options, List<string> problems)
    {
        Dictionary<string, TensorEntry> found = [];
        foreach (TensorEntry entry in file.Entries)
        {
            if (AdapterNames.Parse(entry.Name) is not var (module, isDown))
            {
                problems.Add($"{entry.Name} is no lora_A or lora_B weight");
                continue;
            }

            if (!layers.TryGetValue(module, out LinearLayer? layer))
            {
                problems.Add($"{entry.Name} belongs to no linear layer of the model");
                continue;
            }

            long[] shape = isDown ? [options.Rank, layer.Weight.shape[1]] : [layer.Weight.shape[0], options.Rank];
            if (!entry.Shape.SequenceEqual(shape)) problems.Add($"{entry.Name} is [{string.Join(", ", entry.Shape)}], not [{string.Join(", ", shape)}]");
            if (entry.Type == ScalarType.Int64) problems.Add($"{entry.Name} holds integers");
            if (!found.TryAdd(isDown ? AdapterNames.Down(module) : AdapterNames.Up(module), entry)) problems.Add($"{entry.Name} is there twice");
        }

        foreach (string name in found.Keys)
        {
            (string module, bool isDown) = AdapterNames.Parse(name)!.Value;
            string partner = isDown ? AdapterNames.Up(module) : AdapterNames.Down(module);
            if (!found.ContainsKey(partner)) problems.Add($"{partner} is missing");
        }

        if (found.Count == 0 && problems.Count == 0) problems.Add($"{WeightsFile} holds no tensor");
        return found;
    }
}
