using Cppo.Kernel.Headless.Html;
using Cppo.Kernel.Sessions;

namespace Cppo.Kernel.Languages.Markup;

/// <summary>
/// Markdown that the user wrote: rendered here, raw HTML kept as .NET Interactive keeps it, and as its source for front ends that
/// render it themselves, formulas included.
/// </summary>
internal sealed class MarkdownLanguage : MarkupLanguage
{
    /// <inheritdoc/>
    public override string Name => CellLanguageNames.Markdown;

    /// <inheritdoc/>
    protected override MimeBundle Show(string text) => new(new Dictionary<string, string>
    {
        [MimeBundle.Html] = new MarkdownHtml(Environment.CurrentDirectory, rawHtml: true).Render(text),
        ["text/markdown"] = text,
        [MimeBundle.PlainText] = text,
    });
}
