using System.Text;
using System.Text.RegularExpressions;

namespace Cppo.Rewards.Grading.Expressions;

/// <summary>
/// Cuts an expression into tokens as Python's tokenizer would, for the part of its language that answers use. There are no
/// string literals, attributes, comparisons or commas: nothing that could be run.
/// </summary>
internal static partial class ExpressionLexer
{
    private static readonly string[] Operators = ["**", "//", "+", "-", "*", "/", "(", ")", "!"];

    /// <summary>The tokens, line feeds next to an operator left out; null where the text cannot be read.</summary>
    public static IReadOnlyList<ExpressionToken>? Read(string text)
    {
        List<ExpressionToken> tokens = [];
        int at = 0;
        while (at < text.Length)
        {
            if (text[at] is '\t' or '\f' or ' ')
            {
                at++;
                continue;
            }

            if (Next(text, at) is not ExpressionToken token) return null;
            at += token.Text.Length;
            tokens.Add(token);
        }

        return JoinLines(tokens);
    }

    private static ExpressionToken? Next(string text, int at)
    {
        if (text[at] == '\n') return new ExpressionToken(TokenKind.LineFeed, "\n");
        if (string.CompareOrdinal(text, at, "\r\n", 0, 2) == 0) return new ExpressionToken(TokenKind.LineFeed, "\r\n");
        Match number = Number().Match(text, at);
        if (number.Success) return new ExpressionToken(TokenKind.Number, number.Value);
        int end = at;
        while (end < text.Length && NameLength(text, end, first: end == at) is > 0 and int length) end += length;
        if (end > at) return new ExpressionToken(TokenKind.Name, text[at..end]);
        foreach (string symbol in Operators)
        {
            if (string.CompareOrdinal(text, at, symbol, 0, symbol.Length) == 0) return new ExpressionToken(TokenKind.Operator, symbol);
        }

        return null;
    }

    // UTF-16 units of the character that continues a name here; 0 where none does.
    private static int NameLength(string text, int at, bool first)
    {
        if (text[at] == '_' || (!first && char.IsAsciiDigit(text[at]))) return 1;
        return Rune.TryGetRuneAt(text, at, out Rune rune) && Rune.IsLetter(rune) ? rune.Utf16SequenceLength : 0;
    }

    // A line feed between two operands makes the text unreadable; everywhere else it is white space.
    private static List<ExpressionToken>? JoinLines(List<ExpressionToken> tokens)
    {
        List<ExpressionToken> joined = [];
        bool broken = false;
        foreach (ExpressionToken token in tokens)
        {
            if (token.Kind == TokenKind.LineFeed)
            {
                broken = true;
                continue;
            }

            if (broken && joined.Count > 0 && joined[^1].EndsOperand && token.StartsOperand) return null;
            joined.Add(token);
            broken = false;
        }

        return joined;
    }

    // Python's numbers: imaginary, repeating decimal (an addition of the reference's reader), floating, hexadecimal, binary, octal,
    // integer. An integer does not start with 0, so 007 is two of them.
    [GeneratedRegex(
        @"\G((?:[0-9](?:_?[0-9])*\.(?:[0-9](?:_?[0-9])*)?|\.[0-9](?:_?[0-9])*)\[[0-9_]+\]" +
        @"|(?:[0-9](?:_?[0-9])*\.(?:[0-9](?:_?[0-9])*)?|\.[0-9](?:_?[0-9])*)(?:[eE][-+]?[0-9](?:_?[0-9])*)?[jJ]?" +
        @"|[0-9](?:_?[0-9])*[eE][-+]?[0-9](?:_?[0-9])*[jJ]?" +
        @"|[0-9](?:_?[0-9])*[jJ]" +
        @"|0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+" +
        @"|0(?:_?0)*|[1-9](?:_?[0-9])*)")]
    private static partial Regex Number();
}
