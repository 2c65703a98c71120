using System.Text.Json.Nodes;

namespace Cppo.Kernel.Headless;

/// <summary>A cell of a notebook file; the file's own node stays the truth, so nothing unknown is lost.</summary>
internal sealed class NotebookCell(JsonObject node)
{
    /// <summary>The cell in the file.</summary>
    public JsonObject Node => node;

    /// <summary>code, markdown or raw.</summary>
    public string Type => node["cell_type"]?.GetValue<string>() ?? "raw";

    /// <summary>Whether it is run.</summary>
    public bool IsCode => Type == "code";

    /// <summary>Its text.</summary>
    public string Source
    {
        get => NotebookText.Join(node["source"]);
        set => node["source"] = NotebookText.Split(value);
    }

    /// <summary>Its execution count; null before it has run.</summary>
    public int? ExecutionCount
    {
        get => node["execution_count"]?.GetValue<int>();
        set => node["execution_count"] = value;
    }

    /// <summary>Its outputs.</summary>
    public JsonArray Outputs
    {
        get => node["outputs"] as JsonArray ?? [];
        set => node["outputs"] = value;
    }

    /// <summary>Its name within the notebook.</summary>
    public string Id
    {
        get => node["id"]?.GetValue<string>() ?? "";
        set => node["id"] = value;
    }

    /// <summary>The language that its metadata name; null where they name none.</summary>
    public string? Language => CellMetadata.Language(node["metadata"]);

    /// <summary>Whether it carries a tag.</summary>
    public bool HasTag(string tag) => node["metadata"]?["tags"] is JsonArray tags && tags.Any(item => item?.GetValue<string>() == tag);

    /// <summary>A code cell with one tag.</summary>
    public static NotebookCell Code(string id, string source, string tag) => new(new()
    {
        ["cell_type"] = "code",
        ["execution_count"] = null,
        ["id"] = id,
        ["metadata"] = new JsonObject { ["tags"] = new JsonArray(tag) },
        ["outputs"] = new JsonArray(),
        ["source"] = NotebookText.Split(source),
    });
}
