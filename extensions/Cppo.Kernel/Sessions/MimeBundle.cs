using System.Text.Json.Nodes;
using Cppo.Interactive.Hosting;

namespace Cppo.Kernel.Sessions;

/// <summary>One output in several MIME types, as Jupyter keeps it. JSON types hold their JSON text.</summary>
/// <param name="Data">MIME type to content.</param>
internal sealed record MimeBundle(IReadOnlyDictionary<string, string> Data)
{
    /// <summary>The MIME type that every output has.</summary>
    public const string PlainText = "text/plain";

    /// <summary>The MIME type of markup.</summary>
    public const string Html = "text/html";

    /// <summary>The output as JSON: text as text, JSON types as what they hold.</summary>
    public JsonObject ToJson()
    {
        JsonObject data = [];
        foreach ((string type, string content) in Data) data[type] = IsJson(type) ? JsonNode.Parse(content) : content;
        return data;
    }

    /// <summary>Whether contents of a type are JSON.</summary>
    public static bool IsJson(string type) =>
        type == "application/json" || (type.StartsWith("application/", StringComparison.Ordinal) && type.EndsWith("+json", StringComparison.Ordinal));

    /// <summary>An output of text alone.</summary>
    public static MimeBundle Text(string text) => new(new Dictionary<string, string> { [PlainText] = text });

    /// <summary>Markup with its text for terminals.</summary>
    public static MimeBundle Markup(string html, string text) =>
        new(new Dictionary<string, string> { [Html] = html, [PlainText] = text });

    /// <summary>What a view renders to.</summary>
    public static MimeBundle Of(RenderedOutput output) =>
        output.Html is null ? Text(output.PlainText) : Markup(output.Html, output.PlainText);
}
