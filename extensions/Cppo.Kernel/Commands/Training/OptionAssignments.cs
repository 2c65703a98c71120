using System.Text.Json;
using Cppo.Runtime;

namespace Cppo.Kernel.Commands.Training;

/// <summary>Options as a user writes them: <c>name=value</c> on the command line, or a JSON file of dotted names or nested objects, comments allowed.</summary>
internal static class OptionAssignments
{
    private const string Advice = "An options file is one JSON object, as 'cppo train --dry-run' prints it.";

    private static readonly JsonDocumentOptions Json = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Takes <c>name=value</c> apart.</summary>
    /// <exception cref="UsageException">There is no name, or no equals sign.</exception>
    public static KeyValuePair<string, string> Parse(string assignment)
    {
        int equals = assignment.IndexOf('=');
        if (equals < 1) throw new UsageException($"\"{assignment}\" sets no option.", "Write name=value, as in LearningRate=4e-5.");
        return new(assignment[..equals].Trim(), assignment[(equals + 1)..].Trim());
    }

    /// <summary>Reads a file. Nested names are joined by dots, values become text.</summary>
    /// <exception cref="CppoException">It is missing, or holds no such object.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Read(string path)
    {
        List<KeyValuePair<string, string>> pairs = [];
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path), Json);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new CppoException($"{path} holds no JSON object.", Advice);
            Collect("", document.RootElement, pairs);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CppoException($"The options file {path} cannot be read: {error.Message}", "Check the path and its permissions.", error);
        }
        catch (JsonException error)
        {
            throw new CppoException($"{path} is not valid JSON: {error.Message}", Advice, error);
        }

        return pairs;
    }

    private static void Collect(string name, JsonElement value, List<KeyValuePair<string, string>> pairs)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty inner in value.EnumerateObject()) Collect(name.Length == 0 ? inner.Name : $"{name}.{inner.Name}", inner.Value, pairs);
                break;
            case JsonValueKind.String:
                pairs.Add(new(name, value.GetString()!));
                break;
            case JsonValueKind.Null:
                pairs.Add(new(name, "none"));
                break;
            default:
                pairs.Add(new(name, value.GetRawText()));
                break;
        }
    }
}
