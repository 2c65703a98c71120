using System.Text.Json;
using Cppo.Runtime;

namespace Cppo.Images;

/// <content>Reading preprocessor_config.json.</content>
public sealed partial record ImageProcessor
{
    private const string FileName = "preprocessor_config.json";

    /// <summary>Reads preprocessor_config.json of a Hugging Face folder; what it does not name keeps the published value.</summary>
    /// <param name="folder">The checkpoint's folder.</param>
    /// <exception cref="CppoException">The file is missing or damaged, or asks for a processing that is not this one.</exception>
    public static ImageProcessor Load(string folder)
    {
        string path = Path.Combine(folder, FileName);
        JsonElement file = JsonFile.Read(path);
        RequireKnownProcessing(file, path);
        ImageProcessor published = new();
        // Newer files keep the limits in "size".
        JsonElement size = file.TryGetProperty("size", out JsonElement limits) && limits.ValueKind == JsonValueKind.Object ? limits : default;
        return published with
        {
            MinPixels = Positive(file, "min_pixels", path) ?? Positive(size, "shortest_edge", path) ?? published.MinPixels,
            MaxPixels = Positive(file, "max_pixels", path) ?? Positive(size, "longest_edge", path) ?? published.MaxPixels,
            PatchSize = Positive(file, "patch_size", path) ?? published.PatchSize,
            MergeSize = Positive(file, "merge_size", path) ?? published.MergeSize,
            TemporalPatchSize = Positive(file, "temporal_patch_size", path) ?? published.TemporalPatchSize,
            Mean = ThreeNumbers(file, "image_mean", path) ?? published.Mean,
            Std = ThreeNumbers(file, "image_std", path) ?? published.Std,
        };
    }

    private static void RequireKnownProcessing(JsonElement file, string path)
    {
        if (file.TryGetProperty("image_processor_type", out JsonElement type) && type.ToString() is string name
            && name is not ("Qwen2VLImageProcessor" or "Qwen2VLImageProcessorFast" or "Qwen2_5_VLImageProcessor"))
        {
            throw new CppoException($"{path} asks for the image processor {name}.", "Use a Qwen2.5-VL checkpoint; its processor is Qwen2VLImageProcessor.");
        }

        foreach (string step in (string[])["do_resize", "do_rescale", "do_normalize"])
        {
            if (file.TryGetProperty(step, out JsonElement value) && value.ValueKind == JsonValueKind.False)
            {
                throw new CppoException($"{path} switches {step} off.", "Set it to true: pictures are always resized, scaled and normalised.");
            }
        }
    }

    private static int? Positive(JsonElement file, string name, string path)
    {
        if (file.ValueKind != JsonValueKind.Object || !file.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number > 0
            ? number
            : throw new CppoException($"{name} in {path} is {value}, not a positive whole number.", "Restore the published file.");
    }

    private static IReadOnlyList<float>? ThreeNumbers(JsonElement file, string name, string path)
    {
        if (!file.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() != Channels || value.EnumerateArray().Any(entry => entry.ValueKind != JsonValueKind.Number))
        {
            throw new CppoException($"{name} in {path} is {value}, not three numbers.", "Restore the published file.");
        }

        return [.. value.EnumerateArray().Select(entry => entry.GetSingle())];
    }
}
