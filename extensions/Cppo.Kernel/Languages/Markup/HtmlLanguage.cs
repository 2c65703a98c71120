using Cppo.Kernel.Sessions;

namespace Cppo.Kernel.Languages.Markup;

/// <summary>Markup that the user wrote, shown as it is.</summary>
internal sealed class HtmlLanguage : MarkupLanguage
{
    /// <inheritdoc/>
    public override string Name => CellLanguageNames.Html;

    /// <inheritdoc/>
    protected override MimeBundle Show(string text) => MimeBundle.Markup(text, text);
}
