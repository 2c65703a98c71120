using Cppo.Interactive.Rendering;
using Cppo.Kernel.Sessions;

namespace Cppo.Kernel.Languages.Markup;

/// <summary>
/// A diagram as its source: front ends that draw Mermaid themselves (JupyterLab from 4.1) take it by its MIME type, all others show
/// the text. Nothing is fetched and no renderer is carried along.
/// </summary>
internal sealed class MermaidLanguage : MarkupLanguage
{
    /// <inheritdoc/>
    public override string Name => CellLanguageNames.Mermaid;

    /// <inheritdoc/>
    protected override MimeBundle Show(string text)
    {
        // The one encoder line by line: in a pre element line breaks stay line breaks.
        Html lines = Html.Join(text.Split('\n').Select(Html.Text), "\n");
        return new(new Dictionary<string, string>
        {
            ["text/vnd.mermaid"] = text,
            [MimeBundle.Html] = Html.Of($"<pre aria-label=\"Mermaid diagram, as its source\">{lines}</pre>").Markup,
            [MimeBundle.PlainText] = text,
        });
    }
}
