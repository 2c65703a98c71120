using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

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
            byte[] bytes = File.ReadAllBytes(path);
            using JsonDocument document = JsonDocument.Parse(bytes);
            if (!IsText(bytes, document.RootElement)) throw new CppoException($"{path} is not valid JSON: it holds a string that is no Unicode text.", "Restore the published file.");
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

    // The parser leaves strings as bytes; half a surrogate pair or a broken UTF-8 sequence would surface wherever the string is used.
    private static bool IsText(ReadOnlySpan<byte> bytes, JsonElement root)
    {
        if (!Utf8.IsValid(bytes)) return false;
        return (bytes.IndexOf("\\ud"u8) < 0 && bytes.IndexOf("\\uD"u8) < 0) || IsText(root);
    }

    private static bool IsText(JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.Object => element.EnumerateObject().All(entry => entry.Name is not null && IsText(entry.Value)),
                JsonValueKind.Array => element.EnumerateArray().All(IsText),
                JsonValueKind.String => element.GetString() is not null,
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
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
