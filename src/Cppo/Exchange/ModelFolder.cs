using System.Globalization;
using System.Text.RegularExpressions;
using Cppo.Runtime;

namespace Cppo.Exchange;

/// <summary>
/// Finds the model in Hugging Face layout within the checkpoints of verl (global_step_N/actor/huggingface) and of AReaL
/// (epochEepochstepSglobalstepN): of several steps the last.
/// </summary>
public static partial class ModelFolder
{
    private const string Configuration = "config.json", Weights = "*.safetensors";

    /// <summary>The folder that <see cref="Models.Policy.Load"/> takes.</summary>
    /// <param name="path">A model's folder, a checkpoint, or a folder of checkpoints; one that is none of these comes back as it is.</param>
    /// <exception cref="CppoException">There are only shards, or weights of another kind: the advice names the tool that merges them.</exception>
    public static string Resolve(string path)
    {
        if (!Directory.Exists(path) || IsModel(path)) return path;
        string step = LastStep(path) ?? path;
        string[] places = [.. new[] { step, Path.Combine(step, "huggingface"), Path.Combine(step, "actor", "huggingface"), Path.Combine(step, "actor") }.Where(Directory.Exists)];
        if (places.FirstOrDefault(IsModel) is { } found) return found;
        if (places.FirstOrDefault(place => Directory.EnumerateFiles(place, "*.pt").Any(file => Shard().IsMatch(Path.GetFileName(file)))) is { } shards)
        {
            throw new CppoException(
                $"{shards} holds the shards of a distributed run (model_world_size_*_rank_*.pt), not a model that can be loaded.",
                $"Merge them with verl's tool: python -m verl.model_merger merge --backend fsdp --local_dir {shards} --target_dir MERGED; then name MERGED.");
        }

        if (places.FirstOrDefault(place => Directory.EnumerateFiles(place, "pytorch_model*.bin").Any()) is { } pickled)
        {
            throw new CppoException(
                $"{pickled} holds its weights as pickled files (pytorch_model*.bin), which are never loaded here: they can run code.",
                "Save the model again with transformers: save_pretrained(folder, safe_serialization=True).");
        }

        return path;
    }

    private static bool IsModel(string folder) => File.Exists(Path.Combine(folder, Configuration)) && Directory.EnumerateFiles(folder, Weights).Any();

    private static string? LastStep(string folder) => Directory.EnumerateDirectories(folder)
        .Select(step => (Path: step, Match: Step().Match(Path.GetFileName(step))))
        .Where(step => step.Match.Success)
        .OrderBy(step => long.Parse(step.Match.Groups[1].Value, CultureInfo.InvariantCulture))
        .Select(step => step.Path).LastOrDefault();

    [GeneratedRegex(@"^(?:global_step_|epoch\d{1,9}epochstep\d{1,9}globalstep)(\d{1,15})$")]
    private static partial Regex Step();

    [GeneratedRegex(@"^model_world_size_\d+_rank_\d+\.pt$")]
    private static partial Regex Shard();
}
