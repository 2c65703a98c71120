using System.Globalization;
using System.Text;

namespace Cppo.Interactive.Rendering;

/// <summary>
/// The one encoder. Everything that comes from a model, a data set, a file name or a user passes through it. Markup becomes text;
/// control, format and bidirectional characters, lone surrogates and line separators become visible boxed code points.
/// </summary>
public static class TextEncoder
{
    /// <summary>Longest encoded text of one place in a view; what comes after becomes an ellipsis.</summary>
    public const int Longest = 16_000;

    /// <summary>For element content. Line breaks become breaks, tabs arrows.</summary>
    public static string Text(string? text) => Encode(text, Target.Text, Longest);

    /// <summary>For a quoted attribute: no element is made; code points stand in square brackets.</summary>
    public static string Attribute(string? text) => Encode(text, Target.Attribute, Longest);

    /// <summary>For element content where white space is data: a token. Spaces, tabs and line breaks become glyphs.</summary>
    public static string Token(string? text) => Encode(text, Target.Token, Longest);

    /// <summary>For a terminal: one line, no control sequences.</summary>
    public static string Terminal(string? text) => Encode(text, Target.Terminal, int.MaxValue);

    /// <summary>Several lines for a terminal: like <see cref="Terminal"/>, but line breaks stay.</summary>
    public static string Lines(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(Terminal));

    /// <summary>The first characters of a text that is too long to show, cut between whole characters.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="limit">Longest result in UTF-16 units.</param>
    public static string Clip(string text, int limit)
    {
        if (text.Length <= limit) return text;
        int end = char.IsHighSurrogate(text[limit - 1]) ? limit - 1 : limit;
        return text[..end];
    }

    private enum Target
    {
        Text,
        Attribute,
        Token,
        Terminal,
    }

    private static string Encode(string? text, Target target, int longest)
    {
        if (string.IsNullOrEmpty(text)) return "";
        StringBuilder output = new(Math.Min(text.Length, longest) + 16);
        for (int i = 0; i < text.Length; i++)
        {
            if (output.Length > longest)
            {
                output.Append('…');
                break;
            }

            char unit = text[i];
            if (unit is >= '!' and <= '~' && unit is not ('&' or '<' or '>' or '"' or '\''))
            {
                output.Append(unit);
                continue;
            }

            if (!Rune.TryGetRuneAt(text, i, out Rune rune))
            {
                AppendBoxed(output, unit, target);
                continue;
            }

            if (rune.Utf16SequenceLength == 2) i++;
            AppendRune(output, rune, target);
        }

        return output.ToString();
    }

    private static void AppendRune(StringBuilder output, Rune rune, Target target)
    {
        bool markup = target != Target.Terminal;
        switch (rune.Value)
        {
            case '&': output.Append(markup ? "&amp;" : "&"); break;
            case '<': output.Append(markup ? "&lt;" : "<"); break;
            case '>': output.Append(markup ? "&gt;" : ">"); break;
            case '"': output.Append(markup ? "&quot;" : "\""); break;
            case '\'': output.Append(markup ? "&#39;" : "'"); break;
            case ' ': output.Append(target == Target.Token ? Glyph('␣') : " "); break;
            case '\n': output.Append(target switch { Target.Text => "<br/>", Target.Token => Glyph('⏎'), _ => "⏎" }); break;
            case '\t': output.Append(target == Target.Token ? Glyph('⇥') : "⇥"); break;
            default:
                if (IsHidden(rune)) AppendBoxed(output, rune.Value, target);
                else output.Append(rune.ToString());
                break;
        }
    }

    // Format characters (Cf) include every bidirectional control, zero-width characters, the soft hyphen and the tag block.
    private static bool IsHidden(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        || (rune.Value & 0xFFFE) == 0xFFFE
        || rune.Value is 0x2800 or 0x3164 or 0xFFA0 or 0x115F or 0x1160 // look like spaces and are not
        || rune.Value is (>= 0xFE00 and <= 0xFE0D) or (>= 0xE0100 and <= 0xE01EF);

    private static void AppendBoxed(StringBuilder output, int codePoint, Target target)
    {
        string name = codePoint.ToString("X4", CultureInfo.InvariantCulture);
        output.Append(target is Target.Text or Target.Token
            ? $"<span class=\"cppo-ctl\">U+{name}</span>"
            : $"[U+{name}]");
    }

    private static string Glyph(char glyph) => $"<i class=\"cppo-ws\">{glyph}</i>";
}
