using System.Text.Json;

namespace Cppo.Models;

/// <summary>Reads token ids that configurations write as one number or as a list.</summary>
internal static class TokenIds
{
    public static IReadOnlyList<int> Read(JsonElement? found, string key, List<string> problems)
    {
        if (found is not JsonElement value || value.ValueKind == JsonValueKind.Null) return [];
        List<int> ids = [];
        foreach (JsonElement item in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value])
        {
            if (item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out int id) && id >= 0) ids.Add(id);
            else problems.Add($"{key} holds {item.GetRawText()}, not a token id");
        }

        return ids;
    }
}
