using System.Text;

namespace Cppo.Rewards.Grading.Fair;

/// <summary>Writes signs of Unicode as the commands that mean the same, and takes marks around an answer away.</summary>
internal static class FairText
{
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ", SuperscriptValues = "0123456789+-n";
    private const string Subscripts = "₀₁₂₃₄₅₆₇₈₉", Invisible = "\u200B\u200C\u200D\u2060\uFEFF";

    private static readonly Dictionary<char, string> Signs = new()
    {
        ['−'] = "-", ['–'] = "-", ['—'] = "-", ['×'] = "\\times ", ['⋅'] = "\\cdot ", ['·'] = "\\cdot ", ['∙'] = "\\cdot ", ['÷'] = "\\div ", ['∕'] = "/", ['⁄'] = "/",
        ['π'] = "\\pi ", ['∞'] = "\\infty ", ['√'] = "\\surd ", ['°'] = "^{\\circ} ", ['º'] = "^{\\circ} ", ['˚'] = "^{\\circ} ", ['∠'] = "\\angle ", ['≈'] = "\\approx ",
        ['≃'] = "\\approx ", ['≤'] = "\\le ", ['≥'] = "\\ge ", ['⩽'] = "\\le ", ['⩾'] = "\\ge ", ['≠'] = "\\ne ", ['±'] = "\\pm ", ['∓'] = "\\mp ", ['∪'] = "\\cup ",
        ['∈'] = "\\in ", ['∅'] = "\\emptyset ", ['½'] = "\\frac{1}{2}", ['¼'] = "\\frac{1}{4}", ['¾'] = "\\frac{3}{4}", ['⅓'] = "\\frac{1}{3}", ['⅔'] = "\\frac{2}{3}",
        ['⅕'] = "\\frac{1}{5}", ['⅛'] = "\\frac{1}{8}", ['⅜'] = "\\frac{3}{8}", ['⅝'] = "\\frac{5}{8}", ['⅞'] = "\\frac{7}{8}", ['“'] = "\"", ['”'] = "\"", ['‘'] = "'", ['’'] = "'",
        ['′'] = "'", ['∶'] = ":", ['µ'] = "μ", ['Ω'] = "Ω", ['⟨'] = "\\langle ", ['⟩'] = "\\rangle ", ['△'] = "\\triangle ", ['，'] = ", ", ['、'] = ", ", ['。'] = ".",
    };

    /// <summary>The answer with signs as commands, without invisible characters, and without quotes and stops around it.</summary>
    public static string Clean(string answer)
    {
        StringBuilder clean = new(answer.Length);
        for (int i = 0; i < answer.Length; i++)
        {
            char c = answer[i];
            if (Invisible.Contains(c)) continue;
            if (Signs.TryGetValue(c, out string? sign)) clean.Append(sign);
            else if (Superscripts.Contains(c)) Script(answer, ref i, clean, '^', Superscripts, SuperscriptValues);
            else if (Subscripts.Contains(c)) Script(answer, ref i, clean, '_', Subscripts, SuperscriptValues);
            else if (c is > '\uFF00' and < '\uFF5F') clean.Append((char)(c - 0xFEE0));
            else clean.Append(char.IsWhiteSpace(c) && c is not ('\u2009' or '\u202F') ? ' ' : c);
        }

        // Two backslashes end a row of a matrix; elsewhere they are one that was escaped.
        if (!answer.Contains("\\begin", StringComparison.Ordinal)) clean.Replace("\\\\", "\\");
        return Strip(clean.ToString());
    }

    /// <summary>Without stops, commas, quotes and white space on the ends.</summary>
    public static string Strip(string text)
    {
        int start = 0, end = text.Length;
        while (start < end && (char.IsWhiteSpace(text[start]) || text[start] is '"' or '“')) start++;
        while (end > start && (char.IsWhiteSpace(text[end - 1]) || text[end - 1] is '.' or ',' or ';' or '"' or '`') && !(end > 1 && text[end - 2] == '\\')) end--;
        // A dollar sign behind the stop, or a stop inside the dollar signs.
        if (end - start > 2 && text[end - 1] == '$' && text[start] == '$' && text[end - 2] is '.' or ',')
        {
            return text[start..(end - 2)] + "$";
        }

        return text[start..end];
    }

    private static void Script(string text, ref int at, StringBuilder output, char mark, string from, string to)
    {
        output.Append(mark).Append('{');
        for (; at < text.Length && from.IndexOf(text[at]) is >= 0 and int index; at++) output.Append(to[index]);
        at--;
        output.Append('}');
    }
}
