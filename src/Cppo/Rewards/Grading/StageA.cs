using System.Text;

namespace Cppo.Rewards.Grading;

/// <summary>
/// The reference grader's first normal form, that of the MATH data set: light clean-up of LaTeX. Answers that are equal after it
/// match. The numbers A1..A25 are those of the reference's description.
/// </summary>
internal static class StageA
{
    private const string Unit = "\\text{ ", Root = "\\sqrt", Fraction = "\\frac";

    /// <summary>The normal form. Where a step cannot be done the text stays as it was after A2.</summary>
    public static string Normalize(string answer)
    {
        string text = WhiteSpace.Strip(answer); // A1
        if (TextMacro.Unwrap(text) is string inner) text = WhiteSpace.Strip(inner); // A2
        return Clean(text) ?? text;
    }

    private static string? Clean(string text)
    {
        text = text.Remove("\n").Remove("\\!").Replace("\\\\", "\\", StringComparison.Ordinal) // A3 A4 A5
            .Replace("tfrac", "frac", StringComparison.Ordinal).Replace("dfrac", "frac", StringComparison.Ordinal) // A6 A7
            .Remove("\\left").Remove("\\right").Remove("^{\\circ}").Remove("^\\circ").Remove("\\$"); // A8 .. A12
        int unit = text.IndexOf(Unit, StringComparison.Ordinal); // A13: whatever follows is taken for a unit
        if (unit >= 0)
        {
            if (text.IndexOf(Unit, unit + Unit.Length, StringComparison.Ordinal) >= 0) return null;
            text = text[..unit];
        }

        text = text.Remove("\\%").Remove("%") // A14 A15
            .Replace(" .", " 0.", StringComparison.Ordinal).Replace("{.", "{0.", StringComparison.Ordinal); // A16 A17
        if (text.Length == 0) return text; // A18
        if (text[0] == '.') text = "0" + text; // A19
        if (text.Split('=') is [string name, string value] && name.EnumerateRunes().Count() <= 2) text = value; // A20
        if (BraceRoots(text) is not string rooted) return null; // A21
        if (BraceFractions(rooted.Remove(" ")) is not string fractions) return null; // A22 A23
        return Slash(fractions == "0.5" ? "\\frac{1}{2}" : fractions); // A24 A25
    }

    // \sqrt3 -> \sqrt{3}; null where a root has nothing behind it.
    private static string? BraceRoots(string text)
    {
        string[] pieces = text.Split(Root);
        StringBuilder result = new(pieces[0]);
        foreach (string piece in pieces.AsSpan(1))
        {
            if (piece.Length == 0) return null;
            int first = FirstLength(piece);
            result.Append(Root);
            if (piece[0] == '{') result.Append(piece);
            else result.Append('{').Append(piece, 0, first).Append('}').Append(piece, first, piece.Length - first);
        }

        return result.ToString();
    }

    // \frac12 -> \frac{1}{2}; null where a fraction has nothing behind it, unchanged where one has a single character.
    private static string? BraceFractions(string text)
    {
        string[] pieces = text.Split(Fraction);
        StringBuilder result = new(pieces[0]);
        foreach (string piece in pieces.AsSpan(1))
        {
            if (piece.Length == 0) return null;
            result.Append(Fraction);
            if (piece[0] == '{')
            {
                result.Append(piece);
                continue;
            }

            int first = FirstLength(piece);
            if (piece.Length == first) return text;
            result.Append('{').Append(piece, 0, first).Append('}');
            int second = FirstLength(piece[first..]);
            if (piece[first] == '{') result.Append(piece, first, piece.Length - first);
            else result.Append('{').Append(piece, first, second).Append('}').Append(piece, first + second, piece.Length - first - second);
        }

        return result.ToString();
    }

    // 3/4 -> \frac{3}{4}, for two integers written in the plainest way.
    private static string Slash(string text) =>
        text.Split('/') is [string top, string bottom] && IsPlainInteger(top) && IsPlainInteger(bottom)
            ? $"\\frac{{{top}}}{{{bottom}}}"
            : text;

    private static bool IsPlainInteger(string text)
    {
        const int longest = 4300; // digits; the reference's language converts no more
        string digits = text.StartsWith('-') ? text[1..] : text;
        return digits.Length is > 0 and < longest
            && digits.All(char.IsAsciiDigit)
            && (digits[0] != '0' || text == "0");
    }

    // Length in UTF-16 units of the first character.
    private static int FirstLength(string text) =>
        text.Length > 1 && char.IsSurrogatePair(text[0], text[1]) ? 2 : 1;

    private static string Remove(this string text, string part) => text.Replace(part, "", StringComparison.Ordinal);
}
