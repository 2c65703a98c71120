using System.Net;
using System.Text;
using Cppo.Kernel.Languages;

namespace Cppo.Kernel.Headless.Html;

/// <summary>A notebook as one page: no script, no network, light and dark as the reader's system is.</summary>
internal static class NotebookHtml
{
    // Nothing may be fetched. Scripts of outputs may run: a cell that draws an interactive chart brings its own.
    private const string Policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; script-src 'unsafe-inline'";

    /// <summary>Renders the page.</summary>
    /// <param name="document">The notebook, with its outputs.</param>
    /// <param name="path">The notebook's file: its name is the title where the notebook gives none, its folder holds relative pictures.</param>
    public static string Render(NotebookDocument document, string path)
    {
        MarkdownHtml markdown = new(Path.GetDirectoryName(Path.GetFullPath(path)));
        OutputHtml outputs = new(markdown);
        StringBuilder page = new();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.Append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n");
        page.Append($"<meta http-equiv=\"Content-Security-Policy\" content=\"{Policy}\">\n");
        page.Append($"<meta name=\"generator\" content=\"cppo run\">\n<title>{WebUtility.HtmlEncode(Title(document, path))}</title>\n");
        page.Append("<style>\n").Append(StyleSheet()).Append("</style>\n</head>\n<body>\n<main class=\"nb-page\">\n");
        foreach (NotebookCell cell in document.Cells) AppendCell(page, cell, markdown, outputs);
        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static void AppendCell(StringBuilder page, NotebookCell cell, MarkdownHtml markdown, OutputHtml outputs)
    {
        if (cell.Source.Trim().Length == 0 && cell.Outputs.Count == 0) return;
        switch (cell.Type)
        {
            case "markdown":
                page.Append("<section class=\"nb-cell nb-text\">\n").Append(markdown.Render(cell.Source, cell.Node["attachments"]));
                break;
            case "code":
                string number = cell.ExecutionCount is int count ? $"<span class=\"nb-number\">[{count}]</span>" : "";
                string first = CellLanguageNames.Find(cell.Language ?? CellLanguageNames.CSharp) ?? CellLanguageNames.CSharp;
                page.Append("<section class=\"nb-cell\">\n<pre class=\"nb-code\">").Append(number).Append(Label(cell.Source, first));
                page.Append("<code>").Append(CodeHtml.Render(cell.Source, first)).Append("</code></pre>\n");
                if (cell.Outputs.Count > 0) page.Append("<div class=\"nb-outs\">\n").Append(outputs.Render(cell.Outputs)).Append("</div>\n");
                break;
            default:
                page.Append("<section class=\"nb-cell\">\n<pre class=\"nb-pre\">").Append(WebUtility.HtmlEncode(cell.Source)).Append("</pre>\n");
                break;
        }

        page.Append("</section>\n");
    }

    // C# is what a page says nothing about.
    private static string Label(string source, string first)
    {
        string[] others = [.. CellParser.Parse(source, first)
            .Where(segment => segment.Kind == SegmentKind.Code)
            .Select(segment => segment.Language)
            .Distinct()
            .Where(language => language != CellLanguageNames.CSharp)
            .Select(CellLanguageNames.Label)];
        return others.Length == 0 ? "" : $"<span class=\"nb-language\">{WebUtility.HtmlEncode(string.Join(", ", others))}</span>";
    }

    private static string Title(NotebookDocument document, string path) =>
        document.Title
        ?? document.Cells.Where(cell => cell.Type == "markdown").Select(cell => MarkdownHtml.FirstHeading(cell.Source)).FirstOrDefault(title => title is not null)
        ?? Path.GetFileNameWithoutExtension(path);

    private static string StyleSheet()
    {
        using Stream resource = typeof(NotebookHtml).Assembly.GetManifestResourceStream("Cppo.Kernel.page.css")!;
        using StreamReader reader = new(resource);
        return reader.ReadToEnd();
    }
}
