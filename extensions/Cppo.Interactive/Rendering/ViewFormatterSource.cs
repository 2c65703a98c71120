namespace Cppo.Interactive.Rendering;

/// <summary>Makes the formatters that .NET Interactive finds through <see cref="TypeFormatterSourceAttribute"/>.</summary>
public sealed class ViewFormatterSource
{
    /// <summary>One formatter a MIME type.</summary>
    public IEnumerable<object> CreateTypeFormatters() =>
    [
        new ViewFormatter("text/html", view => view.ToHtml()),
        new ViewFormatter("text/plain", view => view.ToPlainText()),
    ];
}

/// <summary>Writes a value that has a view in one MIME type; the shape of this class is the convention.</summary>
/// <param name="mimeType">For instance "text/html".</param>
/// <param name="render">Renders the view.</param>
public sealed class ViewFormatter(string mimeType, Func<IView, string> render)
{
    /// <summary>The MIME type written.</summary>
    public string MimeType { get; } = mimeType;

    /// <summary>Writes the value; false where it has no view.</summary>
    public bool Format(object instance, TextWriter writer)
    {
        if (Views.For(instance) is not { } view) return false;
        writer.Write(render(view));
        return true;
    }
}
