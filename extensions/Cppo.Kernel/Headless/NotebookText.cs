using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cppo.Kernel.Headless;

/// <summary>Text in a notebook file: one string, or a list with a string for each line.</summary>
internal static class NotebookText
{
    /// <summary>The text of a node of either form.</summary>
    public static string Join(JsonNode? node) => node switch
    {
        JsonArray lines => string.Concat(lines.Select(line => line?.GetValue<string>())),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        null => "",
        _ => node.ToJsonString(),
    };

    /// <summary>The text as a list of lines that keep their ends, divided where Python's <c>splitlines</c> divides.</summary>
    public static JsonArray Split(string text)
    {
        JsonArray lines = [];
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (!IsLineEnd(text[i])) continue;
            if (text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n') i++;
            lines.Add((JsonNode)text[start..(i + 1)]);
            start = i + 1;
        }

        if (start < text.Length) lines.Add((JsonNode)text[start..]);
        return lines;
    }

    private static bool IsLineEnd(char c) =>
        c is '\n' or '\r' or '\v' or '\f' or (>= '\u001c' and <= '\u001e') or '\u0085' or '\u2028' or '\u2029';
}
