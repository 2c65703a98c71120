using Cppo.Interactive.Hosting;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Rendering;

/// <summary>Base of all views: the root section, its style sheets, and the limit on an output's size.</summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
public abstract class View : IView
{
    /// <summary>Most bytes of an output, style sheets and pictures included.</summary>
    public const int OutputLimit = 512 * 1024;

    /// <summary>Most bytes of the markup of one view, pictures left out.</summary>
    public const int MarkupLimit = 60 * 1024;

    private const int LongestFact = 160;
    private const int LongestText = 256 * 1024;

    /// <summary>The view's short name: class of the root and name of its style sheet.</summary>
    public abstract string Name { get; }

    /// <summary>What a screen reader announces.</summary>
    public abstract string Label { get; }

    /// <inheritdoc/>
    public string ToHtml() => (StyleSheets.Elements(Sheets) + ToSection()).Markup;

    /// <inheritdoc/>
    public string ToPlainText() => TextEncoder.Lines(TextEncoder.Clip(PlainText(), LongestText));

    /// <inheritdoc/>
    public abstract DataFrame ToData();

    /// <inheritdoc/>
    public sealed override string ToString() => ToPlainText();

    /// <summary>The view with its pictures, texts and data.</summary>
    public RenderedOutput ToOutput() => new(ToHtml(), ToPlainText());

    /// <summary>Style sheets beside the base sheet.</summary>
    protected internal virtual IEnumerable<string> Sheets => [Name];

    /// <summary>What the root section holds.</summary>
    protected abstract Html Body();

    /// <summary>The view for a terminal; control characters that are left in it become visible.</summary>
    protected abstract string PlainText();

    /// <summary>The root section, without style sheets: for views that consist of others.</summary>
    internal Html ToSection() => Html.Of($"<section class=\"cppo cppo-{Name}\" aria-label=\"{Label}\">\n{Body()}\n</section>");

    /// <summary>What the section holds, for views that show others inside theirs.</summary>
    internal Html Inner() => Body();

    /// <summary>Bold name and quiet facts.</summary>
    private protected static Html Head(string name, Html facts) =>
        Html.Of($"<p class=\"cppo-head\"><b>{name}</b> {facts}</p>");

    /// <summary>Joins facts with middle dots.</summary>
    private protected static string Facts(params string?[] facts) => string.Join(
        " · ", facts.OfType<string>().Where(fact => fact.Length > 0).Select(fact => fact.Length > LongestFact ? TextEncoder.Clip(fact, LongestFact) + "…" : fact));
}
