using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Cppo.Rewards.Grading.Latex;

namespace Cppo.Rewards.Grading;

/// <summary>
/// The reference grader's second normal form: units and signs removed, LaTeX printed as plain text, numbers near an integer
/// rounded. The numbers B1..B16 are those of the reference's description.
/// </summary>
internal static partial class StageB
{
    private static readonly string[] Units =
    [
        "degree", "cm", "centimeter", "meter", "mile", "second", "minute", "hour", "day", "week", "month", "year", "foot", "feet",
        "inch", "yard",
    ];

    // A unit with its plural and exponent.
    private static readonly Regex[] UnitPatterns =
        [.. Units.Select(unit => new Regex(unit + @"(es)?(s)? *(\^[0-9]+)?", RegexOptions.CultureInvariant))];

    /// <summary>The normal form.</summary>
    public static string Normalize(string answer)
    {
        string text = TextMacro.Unwrap(answer) ?? answer; // B1
        text = Replace(text, ("\\%", "%"), ("\\$", "$"), ("$", ""), ("%", ""), (" or ", " , "), (" and ", " , ")); // B2 B3
        text = Replace(text, ("million", "*10^6"), ("billion", "*10^9"), ("trillion", "*10^12")); // B4
        for (int i = 0; i < Units.Length; i++) // B5
        {
            if (text.Contains(Units[i], StringComparison.Ordinal)) text = UnitPatterns[i].Replace(text, "");
        }

        text = Degrees().Replace(text, ""); // B6
        if (text.Length > 1 && text[0] == '{' && text[^1] == '}') text = text[1..^1]; // B7
        text = ThinSpaces().Replace(text, ""); // B8
        if (NumberText.Rounded(text) is { } near) text = near.ToString(CultureInfo.InvariantCulture); // B9
        if (text.Contains('\\', StringComparison.Ordinal) && LatexText.Of(text) is string plain) text = WhiteSpace.Strip(plain); // B10
        text = MixedNumbers().Replace(text, "$1+$2"); // B12 (B11 changes nothing that B13 would leave)
        text = LowerCase.Of(Replace(text, (" ", ""), ("{", ""), ("}", ""))); // B13 B14 B15
        return AnswerElements.Integer(text) is { } integer ? integer.ToString(CultureInfo.InvariantCulture) : text; // B16
    }

    private static string Replace(string text, params ReadOnlySpan<(string From, string To)> pairs)
    {
        foreach ((string from, string to) in pairs) text = text.Replace(from, to, StringComparison.Ordinal);
        return text;
    }

    [GeneratedRegex(@"\^ *\\circ")]
    private static partial Regex Degrees();

    [GeneratedRegex(@",\\! *")]
    private static partial Regex ThinSpaces();

    [GeneratedRegex("([0-9]) +([0-9])")]
    private static partial Regex MixedNumbers();
}

/// <summary>Lower case by the full Unicode mapping: two rules more than .NET's.</summary>
internal static class LowerCase
{
    private const char CapitalSigma = '\u03A3', FinalSigma = '\u03C2', DottedCapitalI = '\u0130';

    public static string Of(string text)
    {
        string lower = text.ToLowerInvariant();
        if (!text.AsSpan().ContainsAny(CapitalSigma, DottedCapitalI)) return lower;
        StringBuilder result = new(lower.Length + 1);
        for (int i = 0; i < text.Length; i++) // lower case keeps every UTF-16 unit in its place
        {
            if (text[i] == DottedCapitalI) result.Append("i\u0307");
            else if (text[i] == CapitalSigma && NextCased(text, i, -1) && !NextCased(text, i, 1)) result.Append(FinalSigma);
            else result.Append(lower[i]);
        }

        return result.ToString();
    }

    // Whether the nearest character in a direction that is not ignored for casing is a letter with case.
    private static bool NextCased(string text, int at, int direction)
    {
        for (at += direction; at >= 0 && at < text.Length; at += direction)
        {
            UnicodeCategory category = char.GetUnicodeCategory(text[at]);
            if (category is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter) return true;
            bool ignored = text[at] is '\'' or '.' or ':' or '\u00B7' or '\u2019'
                || category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
                    or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;
            if (!ignored) return false;
        }

        return false;
    }
}
