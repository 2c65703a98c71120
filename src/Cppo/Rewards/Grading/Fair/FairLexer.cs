using System.Text;

namespace Cppo.Rewards.Grading.Fair;

/// <summary>
/// Cuts an answer into numbers, words, commands and symbols. Spacing, sizes of brackets, dollar signs and styles of letters are left
/// out; what stands inside \text{} and the like is marked as text and its braces are left out.
/// </summary>
internal sealed class FairLexer
{
    private static readonly HashSet<string> Styles =
    [
        "text", "textrm", "textbf", "textit", "textsf", "texttt", "textnormal", "mathrm", "mathbf", "mathit", "mathsf", "mathtt", "mathnormal",
        "mbox", "hbox", "operatorname", "emph", "underline", "bold", "boldsymbol", "bm",
    ];

    private static readonly HashSet<string> Spacing =
    [
        ",", ";", ":", "!", " ", "\n", ">", "quad", "qquad", "displaystyle", "textstyle", "limits", "left", "right", "big", "Big", "bigg", "Bigg",
        "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr", "middle", "(", ")", "[", "]", "rm", "bf", "it", "thinspace", "boxed", "fbox", "nolimits", "-",
    ];

    private readonly string text;
    private readonly bool thousands;
    private readonly List<FairToken> tokens = [];
    private readonly Stack<bool> groups = new(); // for each open brace whether it belongs to a style
    private int at, textDepth;
    private bool space;

    private FairLexer(string text, bool thousands) => (this.text, this.thousands) = (text, thousands);

    /// <summary>The pieces, an end mark last; null where a character has no meaning in answers or braces do not match.</summary>
    /// <param name="text">The answer, cleaned by <see cref="FairText"/>.</param>
    /// <param name="thousands">Whether a comma in front of three digits belongs to the number.</param>
    public static IReadOnlyList<FairToken>? Read(string text, bool thousands)
    {
        FairLexer lexer = new(text, thousands);
        while (lexer.at < text.Length)
        {
            if (!lexer.Next()) return null;
        }

        if (lexer.groups.Count > 0) return null;
        lexer.Add(FairTokenKind.End, "");
        return lexer.tokens;
    }

    private bool Next()
    {
        char c = text[at];
        if (char.IsWhiteSpace(c) || c is '$' or '~')
        {
            space = true;
            at++;
            return true;
        }

        if (char.IsAsciiDigit(c) || (c == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])))
        {
            Add(FairTokenKind.Number, FairNumber.Scan(text, ref at, thousands));
            return true;
        }

        if (c == '\\') return Command();
        if (c is '{' or '}') return Brace(c);
        if (Rune.TryGetRuneAt(text, at, out Rune rune) && Rune.IsLetter(rune))
        {
            int start = at;
            while (at < text.Length && Rune.TryGetRuneAt(text, at, out rune) && Rune.IsLetter(rune)) at += rune.Utf16SequenceLength;
            Add(FairTokenKind.Word, text[start..at]);
            return true;
        }

        string symbol = Symbol();
        if (symbol.Length == 0) return false;
        at += symbol.Length;
        Add(FairTokenKind.Symbol, symbol == "**" ? "^" : symbol);
        return true;
    }

    private bool Brace(char brace)
    {
        at++;
        if (brace == '{')
        {
            groups.Push(false);
            Add(FairTokenKind.Symbol, "{");
            return true;
        }

        if (!groups.TryPop(out bool style)) return false;
        if (style) (textDepth, space) = (textDepth - 1, false);
        else Add(FairTokenKind.Symbol, "}");
        return true;
    }

    private bool Command()
    {
        int start = ++at;
        while (at < text.Length && char.IsAsciiLetter(text[at])) at++;
        if (at == start)
        {
            if (at == text.Length) return false;
            at++;
        }

        string name = text[start..at];
        if (name.StartsWith("quad", StringComparison.Ordinal)) (name, at) = ("quad", start + 4); // \quadx: a blank in front of x
        if (Styles.Contains(name))
        {
            int open = at;
            while (open < text.Length && char.IsWhiteSpace(text[open])) open++;
            if (open < text.Length && text[open] == '{')
            {
                groups.Push(true);
                textDepth++;
                at = open + 1;
            }

            return true;
        }

        if (Spacing.Contains(name))
        {
            space = true;
            // \left. and \right. are invisible brackets.
            if (name is "left" or "right" && at < text.Length && text[at] == '.') at++;
            return true;
        }

        if (name is "begin" or "end") return Environment(name);
        Add(FairTokenKind.Command, name);
        return true;
    }

    private bool Environment(string command)
    {
        if (at >= text.Length || text[at] != '{') return false;
        int close = text.IndexOf('}', at);
        if (close < 0 || close - at > 20) return false;
        Add(FairTokenKind.Command, command + " " + text[(at + 1)..close]);
        at = close + 1;
        return true;
    }

    private string Symbol()
    {
        foreach (string pair in (ReadOnlySpan<string>)["**", "<=", ">=", "!="])
        {
            if (string.CompareOrdinal(text, at, pair, 0, 2) == 0) return pair;
        }

        return "+-*/^_()[]|=<>,;:!%'&€£¥¢\".".Contains(text[at]) ? text[at].ToString() : "";
    }

    private void Add(FairTokenKind kind, string value)
    {
        tokens.Add(new FairToken(kind, value, space, textDepth > 0));
        space = false;
    }
}
