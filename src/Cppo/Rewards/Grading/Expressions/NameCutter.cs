using System.Text;

namespace Cppo.Rewards.Grading.Expressions;

/// <summary>
/// Cuts names that are no symbol into characters, which then multiply one another: xy is x*y, x2 is x*2, sqrt2 is s*q*r*t*2.
/// A number with the suffix j becomes the number times the imaginary unit.
/// </summary>
internal static class NameCutter
{
    /// <summary>The name that stands for the imaginary unit; no answer can write it.</summary>
    public const string ImaginaryUnit = "\0i";

    /// <summary>The tokens with all names cut but those that are to stay whole, single letters, and names with an underscore.</summary>
    public static IReadOnlyList<ExpressionToken> Cut(IReadOnlyList<ExpressionToken> tokens, Func<string, bool> staysWhole)
    {
        List<ExpressionToken> result = [];
        for (int i = 0; i < tokens.Count; i++)
        {
            ExpressionToken token = tokens[i];
            if (token.Kind == TokenKind.Number && token.Text[^1] is 'j' or 'J')
            {
                result.Add(token with { Text = token.Text[..^1] });
                result.Add(new ExpressionToken(TokenKind.Operator, "*"));
                result.Add(new ExpressionToken(TokenKind.Name, ImaginaryUnit));
                continue;
            }

            bool whole = token.Kind != TokenKind.Name || token.Text.Contains('_', StringComparison.Ordinal) || staysWhole(token.Text);
            IReadOnlyList<ExpressionToken> pieces = whole ? [token] : Pieces(token.Text);
            // A factorial behind a cut name takes the whole product.
            bool grouped = pieces.Count > 1 && i + 1 < tokens.Count && tokens[i + 1].Text == "!";
            if (grouped) result.Add(new ExpressionToken(TokenKind.Operator, "("));
            result.AddRange(pieces);
            if (grouped) result.Add(new ExpressionToken(TokenKind.Operator, ")"));
        }

        return result;
    }

    private static List<ExpressionToken> Pieces(string name)
    {
        List<ExpressionToken> pieces = [];
        StringBuilder digits = new();
        foreach (Rune rune in name.EnumerateRunes())
        {
            if (Rune.IsDigit(rune))
            {
                digits.Append(rune.ToString());
                continue;
            }

            Flush();
            pieces.Add(new ExpressionToken(TokenKind.Name, rune.ToString()));
        }

        Flush();
        return pieces;

        void Flush()
        {
            string number = digits.ToString().TrimStart('0');
            if (digits.Length > 0) pieces.Add(new ExpressionToken(TokenKind.Number, number.Length == 0 ? "0" : number));
            digits.Clear();
        }
    }
}
