using System.Globalization;
using System.Numerics;
using System.Text;
using Cppo.Rewards.Grading.Expressions;

namespace Cppo.Rewards.Grading.Fair;

/// <summary>
/// Numbers as answers write them: thousands separators (comma, thin space), decimals, powers of ten behind e, and repeating decimals.
/// </summary>
internal static class FairNumber
{
    private const int LargestExponent = 400;

    // What may stand between groups of three digits, besides a comma with \! behind it.
    private static readonly string[] ThinSpaces = ["{,}", "\\,", "\u2009", "\u202F"];

    /// <summary>The number that starts here, thousands separators left out; a repeating part stands in square brackets.</summary>
    public static string Scan(string text, ref int at, bool thousands)
    {
        StringBuilder number = new();
        int start = at;
        Digits(text, ref at, number);
        while (at > start && at - start <= 3 | number.Length > 3 && Separator(text, at, thousands) is > 0 and int length && ThreeDigits(text, at + length))
        {
            number.Append(text, at + length, 3);
            at += length + 3;
        }

        if (at < text.Length && text[at] == '.' && (at + 1 >= text.Length || text[at + 1] != '.'))
        {
            number.Append('.');
            at++;
            Digits(text, ref at, number);
            Repeating(text, ref at, number);
        }

        Exponent(text, ref at, number);
        return number.ToString();
    }

    /// <summary>The value of a scanned number, a decimal with its places; null where it is too long.</summary>
    public static Expression? Read(string scanned)
    {
        string[] parts = scanned.Split('e');
        int exponent = 0;
        if (parts.Length > 1 && (!int.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent) || Math.Abs(exponent) > LargestExponent)) return null;
        string[] digits = parts[0].Split('.');
        string fraction = digits.Length > 1 ? digits[1] : "";
        if (fraction.Contains('['))
        {
            // 0.1[6] is (16 - 1) / 90.
            string fixedDigits = fraction[..fraction.IndexOf('[')], repeated = fraction[(fixedDigits.Length + 1)..^1];
            Rational nines = new Rational(10, 1).Power(repeated.Length) - 1;
            Rational tail = (Whole(fixedDigits) + (Whole(repeated) / nines)) / new Rational(10, 1).Power(fixedDigits.Length);
            return new ExactNumber(Whole(digits[0]) + tail);
        }

        Rational value = Whole(digits[0] + fraction) * new Rational(10, 1).Power(exponent - fraction.Length);
        if (fraction.Length == 0) return new ExactNumber(value);
        return new WrittenDecimal(value, fraction.Length - exponent, (digits[0] + fraction).TrimStart('0').Length);
    }

    private static Rational Whole(string digits) =>
        digits.Length == 0 ? Rational.Zero : BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private static void Digits(string text, ref int at, StringBuilder number)
    {
        for (; at < text.Length && char.IsAsciiDigit(text[at]); at++) number.Append(text[at]);
    }

    private static int Separator(string text, int at, bool thousands)
    {
        if (at >= text.Length) return 0;
        foreach (string thin in ThinSpaces)
        {
            if (string.CompareOrdinal(text, at, thin, 0, thin.Length) == 0) return thin.Length;
        }

        // 12 500: a blank parts groups of three digits, unless a fraction follows.
        if (text[at] == ' ') return thousands && at + 4 <= text.Length && (at + 4 == text.Length || text[at + 4] != '/') ? 1 : 0;
        if (text[at] != ',') return 0;
        int end = at + 1;
        bool narrow = false;
        while (end < text.Length && end < at + 12)
        {
            if (string.CompareOrdinal(text, end, "\\!", 0, 2) == 0) (narrow, end) = (true, end + 2);
            else if (string.CompareOrdinal(text, end, "\\ ", 0, 2) == 0) end += 2;
            else if (text[end] == ' ') end++;
            else break;
        }

        return narrow ? end - at : thousands ? 1 : 0;
    }

    private static bool ThreeDigits(string text, int at) =>
        at + 3 <= text.Length && char.IsAsciiDigit(text[at]) && char.IsAsciiDigit(text[at + 1]) && char.IsAsciiDigit(text[at + 2])
        && (at + 3 == text.Length || !char.IsAsciiDigit(text[at + 3]));

    private static void Repeating(string text, ref int at, StringBuilder number)
    {
        const string opening = "\\overline{";
        if (string.CompareOrdinal(text, at, opening, 0, opening.Length) != 0) return;
        int end = at + opening.Length;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        if (end == at + opening.Length || end >= text.Length || text[end] != '}') return;
        number.Append('[').Append(text, at + opening.Length, end - at - opening.Length).Append(']');
        at = end + 1;
    }

    // 2e3, 1.5e-7: only where no letter follows, so that 2e and 2ex stay products.
    private static void Exponent(string text, ref int at, StringBuilder number)
    {
        if (at + 1 >= text.Length || text[at] is not ('e' or 'E')) return;
        int end = at + 1;
        if (text[end] is '+' or '-') end++;
        int digits = end;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        if (end == digits || end - digits > 6 || (end < text.Length && (char.IsLetter(text[end]) || text[end] == '.'))) return;
        number.Append('e').Append(text, at + 1, end - at - 1);
        at = end;
    }
}
