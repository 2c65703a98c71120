using System.Text.Json.Nodes;

namespace Cppo.Kernel.Headless;

/// <summary>What the metadata of a cell say, in a file or in a request.</summary>
internal static class CellMetadata
{
    /// <summary>The language that VS Code's notebooks with several languages wrote down; null where there is none.</summary>
    /// <param name="metadata">A cell's metadata, or those of an execute request.</param>
    public static string? Language(JsonNode? metadata) =>
        Text(metadata, "polyglot_notebook", "kernelName") ?? Text(metadata, "dotnet_interactive", "language");

    private static string? Text(JsonNode? metadata, string group, string name) =>
        metadata is JsonObject all && all[group] is JsonObject own && own[name] is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0
            ? text
            : null;
}
