using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cppo.Runtime;

/// <summary>JSON files that users hand in: a missing or damaged one is an error that names it.</summary>
internal static class JsonFile
{
    /// <summary>Reads a file whose root is an object.</summary>
    /// <param name="path">The file.</param>
    /// <param name="advice">What to do where it is missing or damaged; a model's file where null.</param>
    /// <exception cref="CppoException">Missing, unreadable, not JSON, or not an object.</exception>
    public static JsonElement Read(string path, string? advice = null)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new CppoException($"{path} does not hold a JSON object.", advice ?? "Restore the published file.");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CppoException($"The file {path} does not exist.", advice ?? "Give a complete checkpoint folder in Hugging Face's layout.", error);
        }
        catch (JsonException error)
        {
            throw new CppoException($"{path} is not valid JSON: {error.Message}", advice ?? "Restore the published file.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CppoException($"{path} cannot be read: {error.Message}", "Check the path and its permissions.", error);
        }
    }

    /// <summary>Writes an object, indented; never leaves half a file.</summary>
    public static void Write(string path, JsonObject content) =>
        AtomicFile.Write(path, stream =>
        {
            using Utf8JsonWriter writer = new(stream, new() { Indented = true });
            content.WriteTo(writer);
        });
}
