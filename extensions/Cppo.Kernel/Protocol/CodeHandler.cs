using System.Text.Json.Nodes;
using Cppo.Kernel.Languages;
using Cppo.Kernel.Sessions;

namespace Cppo.Kernel.Protocol;

/// <summary>Answers questions about code that has not been run: completion, inspection, completeness.</summary>
internal sealed class CodeHandler(NotebookSession session)
{
    /// <summary>What could be written at the cursor.</summary>
    public async Task<JsonObject> CompleteAsync(JupyterMessage request)
    {
        string code = request.Text("code");
        int cursor = CursorPositions.ToIndex(code, request.Number("cursor_pos", code.Length));
        CodeCompletions found = await session.Assistant.CompleteAsync(code, cursor, default).ConfigureAwait(false);
        int start = CursorPositions.FromIndex(code, found.Start);
        int end = CursorPositions.FromIndex(code, found.End);
        return new()
        {
            ["status"] = "ok",
            ["matches"] = new JsonArray([.. found.Items.Select(item => (JsonNode)item.Text)]),
            ["cursor_start"] = start,
            ["cursor_end"] = end,
            ["metadata"] = new JsonObject
            {
                ["_jupyter_types_experimental"] = new JsonArray([.. found.Items.Select(item => (JsonNode)new JsonObject
                {
                    ["text"] = item.Text, ["type"] = item.Kind, ["start"] = start, ["end"] = end, ["signature"] = item.Description,
                })]),
            },
        };
    }

    /// <summary>What the name at the cursor is.</summary>
    public async Task<JsonObject> InspectAsync(JupyterMessage request)
    {
        string code = request.Text("code");
        int cursor = CursorPositions.ToIndex(code, request.Number("cursor_pos", code.Length));
        MimeBundle? found = await session.Assistant.InspectAsync(code, cursor, default).ConfigureAwait(false);
        return new()
        {
            ["status"] = "ok", ["found"] = found is not null, ["data"] = found?.ToJson() ?? [], ["metadata"] = new JsonObject(),
        };
    }

    /// <summary>Whether a text is a whole cell.</summary>
    public JsonObject IsComplete(JupyterMessage request)
    {
        CellCompleteness state = CellCompletenessCheck.Of(request.Text("code"), session.Languages);
        JsonObject content = new() { ["status"] = state.ToString().ToLowerInvariant() };
        if (state == CellCompleteness.Incomplete) content["indent"] = CellCompletenessCheck.Indent(request.Text("code"));
        return content;
    }
}

/// <summary>Jupyter counts code points, .NET counts UTF-16 units.</summary>
internal static class CursorPositions
{
    /// <summary>The index in a string of a position in code points.</summary>
    public static int ToIndex(string text, int codePoints)
    {
        int index = 0;
        for (int i = 0; i < codePoints && index < text.Length; i++) index += char.IsSurrogatePair(text, index) ? 2 : 1;
        return index;
    }

    /// <summary>The position in code points of an index in a string.</summary>
    public static int FromIndex(string text, int index)
    {
        int codePoints = 0;
        for (int i = 0; i < index; codePoints++) i += char.IsSurrogatePair(text, i) ? 2 : 1;
        return codePoints;
    }
}
