using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Cppo.Kernel.Headless.Html;

/// <summary>Outputs of a notebook file as markup. Markup that a cell made itself goes in as it is; everything else is encoded.</summary>
internal sealed class OutputHtml(MarkdownHtml markdown)
{
    /// <summary>All outputs of a cell.</summary>
    public string Render(JsonArray outputs)
    {
        StringBuilder html = new();
        bool explained = false;
        foreach (JsonNode? output in outputs)
        {
            if (output is not JsonObject one || (explained && IsError(one))) continue;
            explained = NotebookText.Join(one["data"]?["text/html"]).Contains("cppo-error", StringComparison.Ordinal);
            html.Append("<div class=\"nb-out\">").Append(Render(one)).Append("</div>\n");
        }

        return html.ToString();
    }

    // The view of an error says all that the traceback after it says.
    private static bool IsError(JsonObject output) => output["output_type"]?.GetValue<string>() == "error";

    private string Render(JsonObject output) => output["output_type"]?.GetValue<string>() switch
    {
        "stream" => Preformatted(
            NotebookText.Join(output["text"]), output["name"]?.GetValue<string>() == "stderr" ? "nb-pre nb-stderr" : "nb-pre"),
        "error" => Preformatted(Traceback(output), "nb-pre nb-error"),
        _ => Data(output["data"] as JsonObject ?? []),
    };

    private static string Traceback(JsonObject output)
    {
        if (output["traceback"] is JsonArray { Count: > 0 } lines) return string.Join('\n', lines.Select(line => line?.GetValue<string>()));
        return $"{NotebookText.Join(output["ename"])}: {NotebookText.Join(output["evalue"])}";
    }

    private string Data(JsonObject data)
    {
        string? Content(string type) => data.TryGetPropertyValue(type, out JsonNode? node) ? NotebookText.Join(node) : null;
        string alternative = WebUtility.HtmlEncode(Content("text/plain") ?? "picture");
        if (Content("text/html") is { } html) return html;
        if (Content("image/svg+xml") is { } svg) return Picture("image/svg+xml", Convert.ToBase64String(Encoding.UTF8.GetBytes(svg)), alternative);
        foreach (string type in new[] { "image/png", "image/jpeg", "image/gif", "image/webp" })
        {
            if (Content(type) is { } picture) return Picture(type, picture.Replace("\n", "", StringComparison.Ordinal), alternative);
        }

        if (Content("text/markdown") is { } text) return $"<div class=\"nb-text\">{markdown.Render(text)}</div>";
        if (Content("text/plain") is { } plain) return Preformatted(plain, "nb-pre");
        string kinds = string.Join(", ", data.Select(pair => pair.Key));
        return $"<p class=\"nb-note\">An output that this page cannot show ({WebUtility.HtmlEncode(kinds)}).</p>";
    }

    private static string Picture(string type, string base64, string alternative) =>
        $"<img alt=\"{alternative}\" src=\"data:{type};base64,{WebUtility.HtmlEncode(base64)}\">";

    private static string Preformatted(string text, string style) =>
        $"<pre class=\"{style}\">{AnsiText.ToHtml(text.TrimEnd('\n'))}</pre>";
}
