using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Cppo.Interactive.Rendering;

/// <summary>Markup that is safe to emit. Made from interpolated strings whose string holes are encoded for the place they stand in.</summary>
/// <param name="Markup">Well-formed markup.</param>
public readonly record struct Html(string Markup)
{
    /// <summary>No markup.</summary>
    public static Html Empty { get; } = new("");

    /// <summary>Whether there is nothing.</summary>
    public bool IsEmpty => string.IsNullOrEmpty(Markup);

    /// <summary>Length in UTF-8 bytes.</summary>
    public int Bytes => Encoding.UTF8.GetByteCount(Markup ?? "");

    /// <summary>
    /// Markup from a template: <c>Html.Of($"&lt;td title=\"{question}\"&gt;{answer}&lt;/td&gt;")</c>. Strings are encoded, for an
    /// attribute inside a tag and for text outside; <see cref="Html"/> is copied.
    /// </summary>
    public static Html Of(HtmlHandler template) => template.ToHtml();

    /// <summary>Encoded text.</summary>
    public static Html Text(string? text) => new(TextEncoder.Text(text));

    /// <summary>Pieces one after the other.</summary>
    public static Html Join(IEnumerable<Html> pieces, string separator = "") =>
        new(string.Join(separator, pieces.Select(piece => piece.Markup)));

    /// <summary>One piece after the other.</summary>
    public static Html operator +(Html left, Html right) => new(left.Markup + right.Markup);

    /// <inheritdoc/>
    public override string ToString() => Markup ?? "";
}

/// <summary>Builds <see cref="Html"/> from an interpolated string; knows whether a hole stands inside a tag.</summary>
[InterpolatedStringHandler]
public ref struct HtmlHandler(int literalLength, int formattedCount)
{
    private readonly StringBuilder output = new(literalLength + (formattedCount * 16));
    private bool inTag;

    /// <summary>Copies the template's own text.</summary>
    public void AppendLiteral(string literal)
    {
        output.Append(literal);
        int open = literal.LastIndexOf('<'), close = literal.LastIndexOf('>');
        if (open != close) inTag = open > close;
    }

    /// <summary>Encodes a text.</summary>
    public readonly void AppendFormatted(string? text) =>
        output.Append(inTag ? TextEncoder.Attribute(text) : TextEncoder.Text(text));

    /// <summary>Copies markup.</summary>
    public readonly void AppendFormatted(Html html) => output.Append(html.Markup);

    /// <summary>Copies markup, piece by piece.</summary>
    public readonly void AppendFormatted(IEnumerable<Html> pieces)
    {
        foreach (Html piece in pieces) output.Append(piece.Markup);
    }

    /// <summary>Writes a whole number.</summary>
    public readonly void AppendFormatted(int number) => output.Append(number.ToString(CultureInfo.InvariantCulture));

    internal readonly Html ToHtml() => new(output.ToString());
}
