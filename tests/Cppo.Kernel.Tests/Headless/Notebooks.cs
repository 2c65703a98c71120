using System.Text.Json.Nodes;

namespace Cppo.Kernel.Tests.Headless;

/// <summary>Small notebooks for tests.</summary>
internal static class Notebooks
{
    public static NotebookDocument Of(params (string Type, string Source, string? Tag)[] cells) => NotebookDocument.Parse(Json(cells), "test.ipynb");

    public static NotebookDocument OfCode(params string[] cells) => Of([.. cells.Select(source => ("code", source, (string?)null))]);

    public static string Json(params (string Type, string Source, string? Tag)[] cells) => new JsonObject
    {
        ["cells"] = new JsonArray([.. cells.Select(cell => (JsonNode)Cell(cell.Type, cell.Source, cell.Tag))]),
        ["metadata"] = new JsonObject
        {
            ["kernelspec"] = new JsonObject { ["display_name"] = "C# (CPPO)", ["language"] = "C#", ["name"] = "cppo" },
        },
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
    }.ToJsonString();

    private static JsonObject Cell(string type, string source, string? tag)
    {
        JsonObject cell = new()
        {
            ["cell_type"] = type,
            ["metadata"] = tag is null ? [] : new JsonObject { ["tags"] = new JsonArray(tag) },
            ["source"] = source,
        };
        if (type == "code") (cell["outputs"], cell["execution_count"]) = (new JsonArray(), null);
        return cell;
    }
}
