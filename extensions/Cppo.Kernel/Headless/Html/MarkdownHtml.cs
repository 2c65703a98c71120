using System.Text.Json.Nodes;
using Markdig;
using Markdig.Extensions.Mathematics;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Cppo.Kernel.Headless.Html;

/// <summary>
/// Markdown as markup. Raw HTML is shown as text, links go to the web or within the page only, pictures are put into the
/// page, and formulas stay as their authors wrote them.
/// </summary>
/// <param name="folder">Where relative pictures lie; null where there is no such place.</param>
/// <param name="rawHtml">Whether raw HTML is the author's own and stays, and formulas keep the signs by which a notebook program finds them.</param>
internal sealed class MarkdownHtml(string? folder, bool rawHtml = false)
{
    private const long LargestPicture = 8 << 20;

    private static readonly MarkdownPipeline Pipeline = Extensions().DisableHtml().Build();
    private static readonly MarkdownPipeline RawPipeline = Extensions().Build();
    private readonly MarkdownPipeline pipeline = rawHtml ? RawPipeline : Pipeline;

    /// <summary>The text as markup.</summary>
    /// <param name="markdown">The cell's text.</param>
    /// <param name="attachments">The cell's attachments; null where it has none.</param>
    public string Render(string markdown, JsonNode? attachments = null)
    {
        MarkdownDocument document = Markdown.Parse(markdown, pipeline);
        foreach (LinkInline link in document.Descendants<LinkInline>().ToList())
        {
            link.Url = link.IsImage ? Picture(link.Url, attachments) : Safe(link.Url);
        }

        foreach (AutolinkInline link in document.Descendants<AutolinkInline>()) link.Url = link.IsEmail ? link.Url : Safe(link.Url);
        using StringWriter writer = new() { NewLine = "\n" };
        HtmlRenderer renderer = new(writer);
        pipeline.Setup(renderer);
        if (!rawHtml)
        {
            renderer.ObjectRenderers.Replace<HtmlMathInlineRenderer>(new InlineFormula());
            renderer.ObjectRenderers.Replace<HtmlMathBlockRenderer>(new BlockFormula());
        }

        renderer.Render(document);
        return writer.ToString();
    }

    /// <summary>The text of the first heading; null where there is none.</summary>
    public static string? FirstHeading(string markdown)
    {
        HeadingBlock? heading = Markdown.Parse(markdown, Pipeline).Descendants<HeadingBlock>().FirstOrDefault();
        if (heading?.Inline is null) return null;
        return string.Concat(heading.Inline.Descendants<LeafInline>().Select(part => part switch
        {
            LiteralInline literal => literal.Content.ToString(),
            CodeInline code => code.Content,
            MathInline math => math.Content.ToString(),
            _ => "",
        })).Trim();
    }

    private static MarkdownPipelineBuilder Extensions() => new MarkdownPipelineBuilder()
        .UsePipeTables().UseTaskLists().UseMathematics().UseAutoLinks().UseFootnotes().UseEmphasisExtras();

    private static string Safe(string? url)
    {
        if (string.IsNullOrEmpty(url)) return "";
        int colon = url.IndexOf(':');
        bool relative = colon < 0 || url.AsSpan(0, colon).IndexOfAny('/', '#', '?') >= 0;
        return relative || url[..colon].ToLowerInvariant() is "http" or "https" or "mailto" ? url : "";
    }

    private string Picture(string? url, JsonNode? attachments)
    {
        if (string.IsNullOrEmpty(url)) return "";
        if (url.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase)) return url;
        if (url.StartsWith("attachment:", StringComparison.OrdinalIgnoreCase))
        {
            if (attachments?[Uri.UnescapeDataString(url[11..])] is not JsonObject { Count: > 0 } kinds) return "";
            (string type, JsonNode? content) = kinds.First();
            return $"data:{type};base64,{NotebookText.Join(content).Replace("\n", "", StringComparison.Ordinal)}";
        }

        if (folder is null || url.Contains(':')) return "";
        string path = Path.GetFullPath(Uri.UnescapeDataString(url), folder);
        string? kind = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".png" => "image/png",
            ".jpg" or ".jpeg" => "image/jpeg",
            ".gif" => "image/gif",
            ".webp" => "image/webp",
            ".svg" => "image/svg+xml",
            _ => null,
        };
        if (kind is null || !File.Exists(path) || new FileInfo(path).Length > LargestPicture) return "";
        return $"data:{kind};base64,{Convert.ToBase64String(File.ReadAllBytes(path))}";
    }

    private sealed class InlineFormula : HtmlObjectRenderer<MathInline>
    {
        protected override void Write(HtmlRenderer renderer, MathInline formula) =>
            renderer.Write("<span class=\"nb-math\">").WriteEscape(formula.Content.ToString()).Write("</span>");
    }

    private sealed class BlockFormula : HtmlObjectRenderer<MathBlock>
    {
        protected override void Write(HtmlRenderer renderer, MathBlock formula)
        {
            renderer.EnsureLine();
            renderer.Write("<div class=\"nb-math\">");
            renderer.WriteLeafRawLines(formula, writeEndOfLines: true, escape: true);
            renderer.WriteLine("</div>");
        }
    }
}
