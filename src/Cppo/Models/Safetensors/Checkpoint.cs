using System.Text.Json;
using System.Text.Json.Nodes;
using Cppo.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Models.Safetensors;

/// <summary>The weights of a model folder: one file, or shards with an index. Compared with the configuration before a tensor is read.</summary>
internal static class Checkpoint
{
    public const string SingleFile = "model.safetensors", IndexFile = "model.safetensors.index.json";

    // Non-persistent buffers that old converters wrote; they hold nothing that the configuration does not say.
    private static readonly string[] Ignored = ["rotary_emb.inv_freq", "rotary_pos_emb.inv_freq"];

    /// <summary>Reads all weights, converted, tensor by tensor.</summary>
    /// <exception cref="ModelException">Missing, extra or wrongly shaped tensors, all of them; or a file that is missing or broken.</exception>
    public static ParameterStore Load(string folder, QwenConfiguration configuration, ScalarType type, Device device, bool trainable)
    {
        List<SafetensorsFile> files = [];
        ParameterStore store = new();
        try
        {
            foreach (string name in FileNames(folder)) files.Add(new(Path.Combine(folder, name)));
            Dictionary<string, (SafetensorsFile File, TensorEntry Entry)> found = Match(folder, files, configuration);
            using DisposeScope scope = NewDisposeScope();
            using var frozen = no_grad();
            foreach ((string name, _) in ParameterLayout.Of(configuration))
                store.Add(name, found[name].File.Read(found[name].Entry, type, device), trainable);
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
        finally
        {
            foreach (SafetensorsFile file in files) file.Dispose();
        }
    }

    private static IReadOnlyList<string> FileNames(string folder)
    {
        string index = Path.Combine(folder, IndexFile);
        if (!File.Exists(index)) return [SingleFile];
        if (!JsonFile.Read(index).TryGetProperty("weight_map", out JsonElement map) || map.ValueKind != JsonValueKind.Object || !map.EnumerateObject().Any())
            throw new ModelException($"{index} has no weight_map.", "Download the index again.");
        string[] names = [.. map.EnumerateObject().Select(entry => entry.Value.ToString()).Distinct().Order(StringComparer.Ordinal)];
        if (names.FirstOrDefault(name => name.Length == 0 || name != Path.GetFileName(name)) is string wrong)
            throw new ModelException($"{index} names '{wrong}', which is no file name.", "Download the index again.");
        string[] missing = [.. names.Where(name => !File.Exists(Path.Combine(folder, name)))];
        if (missing.Length > 0)
            throw new ModelException($"The checkpoint in {folder}", [.. missing.Select(name => $"{name} is missing")], "Download the missing shards.");
        return names;
    }

    private static Dictionary<string, (SafetensorsFile File, TensorEntry Entry)> Match(
        string folder, List<SafetensorsFile> files, QwenConfiguration configuration)
    {
        List<string> problems = [];
        Dictionary<string, (SafetensorsFile File, TensorEntry Entry)> found = [];
        foreach (SafetensorsFile file in files)
        foreach (TensorEntry entry in file.Entries)
        {
            if (Ignored.Any(suffix => entry.Name.EndsWith(suffix, StringComparison.Ordinal))) continue;
            if (!found.TryAdd(ParameterLayout.PublishedName(entry.Name), (file, entry))) problems.Add($"{entry.Name} is there twice");
        }

        HashSet<string> expected = [];
        foreach ((string name, long[] shape) in ParameterLayout.Of(configuration))
        {
            expected.Add(name);
            if (!found.TryGetValue(name, out (SafetensorsFile, TensorEntry Entry) hit)) problems.Add($"{name} is missing");
            else if (!hit.Entry.Shape.SequenceEqual(shape)) problems.Add($"{name} is [{string.Join(", ", hit.Entry.Shape)}], not [{string.Join(", ", shape)}]");
            else if (hit.Entry.Type == ScalarType.Int64) problems.Add($"{name} holds integers; weights are F64, F32, F16 or BF16");
        }

        // Some converters write a tied head out once more; a copy of the embedding is not an error.
        if (configuration.Text.TiedEmbeddings) expected.Add(ParameterLayout.Head);
        problems.AddRange(found.Keys.Where(name => !expected.Contains(name)).Select(name => $"{name} does not belong to this architecture"));
        if (problems.Count > 0)
            throw new ModelException($"The checkpoint in {folder}", problems, "Use weights and a config.json of the same model.");
        return found;
    }

    /// <summary>Writes weights in published names; over <paramref name="shardBytes"/> in several files with an index.</summary>
    public static void Save(string folder, ParameterStore parameters, long shardBytes)
    {
        Directory.CreateDirectory(folder);
        List<List<KeyValuePair<string, Tensor>>> shards = [[]];
        long filled = 0, total = 0;
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in parameters)
        {
            long bytes = SafetensorsWriter.BytesOf(parameter);
            if (filled > 0 && filled + bytes > shardBytes)
            {
                shards.Add([]);
                filled = 0;
            }

            shards[^1].Add(new(name, parameter));
            (filled, total) = (filled + bytes, total + bytes);
        }

        if (shards.Count == 1)
        {
            SafetensorsWriter.Write(Path.Combine(folder, SingleFile), shards[0]);
            File.Delete(Path.Combine(folder, IndexFile));
            return;
        }

        JsonObject map = [];
        for (int i = 0; i < shards.Count; i++)
        {
            string file = $"model-{i + 1:D5}-of-{shards.Count:D5}.safetensors";
            SafetensorsWriter.Write(Path.Combine(folder, file), shards[i]);
            foreach ((string name, _) in shards[i]) map[name] = file;
        }

        JsonFile.Write(Path.Combine(folder, IndexFile), new() { ["metadata"] = new JsonObject { ["total_size"] = total }, ["weight_map"] = map });
        File.Delete(Path.Combine(folder, SingleFile));
    }
}
