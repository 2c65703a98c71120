using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cppo.Models;

/// <summary>Reads token ids that configurations write as one number or as a list.</summary>
internal static class TokenIds
{
    public static IReadOnlyList<int> Read(JsonNode? node, string key, List<string> problems)
    {
        IEnumerable<JsonNode?> items = node switch { null => [], JsonArray array => array, _ => [node] };
        List<int> ids = [];
        foreach (JsonNode? item in items)
        {
            if (item is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue(out int id) && id >= 0) ids.Add(id);
            else problems.Add($"{key} holds {item?.ToJsonString() ?? "null"}, not a token id");
        }

        return ids;
    }
}
