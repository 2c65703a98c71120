using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cppo.Models;

/// <summary>Reads the small JSON files of a model folder with errors that name the file.</summary>
internal static class JsonFile
{
    // A configuration is a few kilobytes; a shard index of the largest published model is below one megabyte.
    private const long LongestFile = 64 << 20;

    public static JsonObject Read(string path)
    {
        try
        {
            FileInfo file = new(path);
            if (!file.Exists)
            {
                throw new ModelException(
                    $"{Path.GetFileName(path)} is missing in {Path.GetDirectoryName(Path.GetFullPath(path))}.",
                    "Point to a folder that holds a model in Hugging Face layout (config.json, tokenizer.json, *.safetensors).");
            }

            if (file.Length > LongestFile) throw new ModelException($"{path} has {file.Length} bytes, far too many for its kind.", "Download the file again.");
            return JsonNode.Parse(File.ReadAllText(path), documentOptions: new() { AllowTrailingCommas = true, AllowDuplicateProperties = false }) as JsonObject
                ?? throw new ModelException($"{path} does not hold a JSON object.", "Download the file again.");
        }
        catch (Exception error) when (error is JsonException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{path} cannot be read: {error.Message.TrimEnd('.')}.", "Download the file again, or check its permissions.", error);
        }
    }

    public static void Write(string path, JsonObject content) =>
        AtomicFile.Write(path, stream =>
        {
            using Utf8JsonWriter writer = new(stream, new() { Indented = true });
            content.WriteTo(writer);
        });
}
