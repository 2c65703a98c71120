using System.Globalization;
using System.Numerics;
using System.Text;

namespace Cppo.Rewards.Grading;

/// <summary>Texts that the reference grader reads as floating-point numbers, and the integers close to them.</summary>
internal static class NumberText
{
    private const double NearInteger = 1e-7;

    /// <summary>
    /// Reads a text as the reference does: white space around it, a sign, inf / infinity / nan, digits of any script with single
    /// underscores between them, a point, an exponent. Null where it is no number.
    /// </summary>
    public static double? Read(string text)
    {
        text = WhiteSpace.Strip(text);
        if (text.Length == 0 || ToAscii(text) is not string ascii) return null;
        string unsigned = ascii[0] is '+' or '-' ? ascii[1..] : ascii;
        double? value = unsigned.ToLowerInvariant() switch
        {
            "inf" or "infinity" => double.PositiveInfinity,
            "nan" => double.NaN,
            _ => IsDecimal(unsigned)
                ? double.Parse(unsigned.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture)
                : null,
        };
        return ascii[0] == '-' ? -value : value;
    }

    /// <summary>The nearest integer of a number that is within 1e-7 of one; null for other texts.</summary>
    public static BigInteger? Rounded(string text) =>
        Read(text) is double value && IsNearInteger(value) ? new BigInteger(Math.Round(value)) : null;

    /// <summary>As <see cref="Rounded"/>, but cut off towards zero: 6.99999999 is 6.</summary>
    public static BigInteger? Truncated(string text) =>
        Read(text) is double value && IsNearInteger(value) ? new BigInteger(Math.Truncate(value)) : null;

    /// <summary>The value of a decimal digit of any script; -1 for other code points.</summary>
    public static int Digit(Rune rune) =>
        Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber ? (int)Rune.GetNumericValue(rune) : -1;

    private static bool IsNearInteger(double value) => double.IsFinite(value) && Math.Abs(value - Math.Round(value)) <= NearInteger;

    private static string? ToAscii(string text)
    {
        StringBuilder ascii = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.IsAscii) ascii.Append((char)rune.Value);
            else if (Digit(rune) is >= 0 and int digit) ascii.Append((char)('0' + digit));
            else return null;
        }

        return ascii.ToString();
    }

    // Digits, an optional point, an optional exponent; single underscores between digits.
    private static bool IsDecimal(string text)
    {
        int at = 0;
        int whole = Digits(text, ref at), fraction = 0;
        if (at < text.Length && text[at] == '.')
        {
            at++;
            fraction = Digits(text, ref at);
        }

        if (whole + fraction <= 0 || whole < 0 || fraction < 0) return false;
        if (at < text.Length && text[at] is 'e' or 'E')
        {
            at++;
            if (at < text.Length && text[at] is '+' or '-') at++;
            if (Digits(text, ref at) <= 0) return false;
        }

        return at == text.Length;
    }

    // How many digits follow; a very negative number where an underscore does not stand between two.
    private static int Digits(string text, ref int at)
    {
        int count = 0;
        for (; at < text.Length; at++)
        {
            if (char.IsAsciiDigit(text[at])) count++;
            else if (text[at] != '_') break;
            else if (count == 0 || at + 1 >= text.Length || !char.IsAsciiDigit(text[at + 1])) return int.MinValue / 4;
        }

        return count;
    }
}
