using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Cppo.Kernel.Headless.Html;

/// <summary>Terminal text as markup: encoded, colours as spans, other control sequences dropped.</summary>
internal static partial class AnsiText
{
    /// <summary>The text as markup.</summary>
    public static string ToHtml(string text)
    {
        StringBuilder html = new();
        int done = 0;
        bool open = false;
        string visible = Overwrite(text);
        foreach (Match sequence in Sequence().Matches(visible))
        {
            html.Append(WebUtility.HtmlEncode(visible[done..sequence.Index]));
            done = sequence.Index + sequence.Length;
            if (sequence.Groups[2].Value != "m") continue;
            if (open) html.Append("</span>");
            string[] codes = [.. sequence.Groups[1].Value.Split(';').Where(code => code is "1" or "2" || (code.Length == 2 && code[0] == '3'))];
            open = codes.Length > 0;
            if (open) html.Append($"<span class=\"{string.Join(' ', codes.Select(code => "nb-a" + code))}\">");
        }

        html.Append(WebUtility.HtmlEncode(visible[done..]));
        if (open) html.Append("</span>");
        return html.ToString();
    }

    // A carriage return starts the line anew, as progress bars do; controls that a page cannot show are named.
    private static string Overwrite(string text)
    {
        IEnumerable<string> lines = text.Replace("\r\n", "\n").Split('\n').Select(line => line.TrimEnd('\r').Split('\r')[^1]);
        return Unprintable().Replace(string.Join('\n', lines), match => $"[U+{(int)match.Value[0]:X4}]");
    }

    [GeneratedRegex("\u001b\\[([0-9;?]*)([A-Za-z])")]
    private static partial Regex Sequence();

    // Controls other than tab, newline and escape, and the characters that turn the direction of text.
    [GeneratedRegex("[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]|\u001b(?!\\[)")]
    private static partial Regex Unprintable();
}
