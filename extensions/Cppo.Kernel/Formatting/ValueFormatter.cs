using Cppo.Interactive.Hosting;
using Cppo.Interactive.Rendering;
using Cppo.Kernel.Sessions;
using Microsoft.DotNet.Interactive.Formatting;

namespace Cppo.Kernel.Formatting;

/// <summary>Turns values into outputs: our results through their views, everything else through .NET Interactive's formatters.</summary>
internal static class ValueFormatter
{
    private const string OnlyText = "<div class=\"dni-plaintext\"><pre>";

    private const string Sheet = ".cppo-value .dni-code-hint{font-style:italic;overflow:hidden;white-space:nowrap}"
        + ".cppo-value .dni-treeview{white-space:nowrap}.cppo-value details.dni-treeview{padding-left:1em}"
        + ".cppo-value :is(td,th){text-align:start;vertical-align:top}.cppo-value pre{margin:0}";

    /// <summary>The output of a value.</summary>
    /// <param name="value">Any value, also null.</param>
    /// <param name="mimeTypes">The types to make; none means markup and text.</param>
    public static MimeBundle Format(object? value, params string[] mimeTypes)
    {
        if (mimeTypes.Length > 0) return new(mimeTypes.ToDictionary(type => type, type => Part(value, type)));
        return value switch
        {
            RenderedOutput output => MimeBundle.Of(output),
            string text => MimeBundle.Text(text),
            _ when Views.Render(value) is { } rendered => MimeBundle.Of(rendered),
            _ when PlotlyChart.Of(value) is { } chart => chart,
            _ => Formatted(value),
        };
    }

    private static string Part(object? value, string mimeType) =>
        Views.Render(value) is not { } rendered ? value.ToDisplayString(mimeType).ReplaceLineEndings("\n")
        : mimeType == MimeBundle.Html ? rendered.Html ?? rendered.PlainText
        : rendered.PlainText;

    // The formatters' own sheet has bare selectors, which would reach into every other output of the page.
    private static string Scoped(string html)
    {
        int sheet = html.IndexOf("<style>\n.dni-code-hint", StringComparison.Ordinal);
        return sheet < 0 ? html : $"<div class=\"cppo-value\">{html[..sheet]}<style>{Sheet}</style></div>";
    }

    private static MimeBundle Formatted(object? value)
    {
        string text = value.ToDisplayString(MimeBundle.PlainText).ReplaceLineEndings("\n");
        if (value is null || value is IFormattable || value is bool) return MimeBundle.Text(text);
        string html = value.ToDisplayString(MimeBundle.Html).ReplaceLineEndings("\n");
        // Short values have markup that only repeats the text, with a style sheet for what is not there.
        return html.StartsWith(OnlyText, StringComparison.Ordinal) ? MimeBundle.Text(text) : MimeBundle.Markup(Scoped(html), text);
    }
}
