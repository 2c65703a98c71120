using System.Globalization;
using System.Numerics;

namespace Cppo.Rewards.Grading.Expressions;

/// <summary>Reads the numbers of the expression language.</summary>
internal static class NumberLiteral
{
    private const int DoubleDigits = 15, LargestExponent = 5000;

    /// <summary>The number that a token stands for, without a suffix j.</summary>
    public static Expression Read(string text)
    {
        text = text.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
        if (text.Contains('[', StringComparison.Ordinal)) return new ExactNumber(Repeating(text));
        if (text.StartsWith("0x", StringComparison.Ordinal)) return new ExactNumber(Based(text, 16));
        if (text.StartsWith("0b", StringComparison.Ordinal)) return new ExactNumber(Based(text, 2));
        if (text.StartsWith("0o", StringComparison.Ordinal)) return new ExactNumber(Based(text, 8));
        if (text.AsSpan().ContainsAny('.', 'e')) return Decimal(text);
        return new ExactNumber(Integer(text));
    }

    // At most 15 significant digits: a double. More: exact.
    private static Expression Decimal(string text)
    {
        string[] parts = text.Split('e');
        string[] digits = parts[0].Split('.');
        string all = string.Concat(digits).TrimStart('0');
        Rational mantissa = Integer(all);
        int places = digits.Length > 1 ? digits[1].Length : 0;
        if (parts.Length > 1)
        {
            if (!int.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int exponent)
                || Math.Abs(exponent) > LargestExponent) throw EvaluationStop.GivenUp();
            places -= exponent;
        }

        Rational exact = mantissa * new Rational(10, 1).Power(-places);
        if (all.Length > DoubleDigits) return new ExactNumber(exact);
        double value = exact.ToDouble();
        return double.IsFinite(value) ? new DecimalNumber(value, exact) : throw EvaluationStop.GivenUp();
    }

    // 0.2[1] is 0.2111...
    private static Rational Repeating(string text)
    {
        int point = text.IndexOf('.', StringComparison.Ordinal), bracket = text.IndexOf('[', StringComparison.Ordinal);
        string fixedDigits = text[(point + 1)..bracket], repeated = text[(bracket + 1)..^1];
        if (repeated.Trim('0').Length == 0) throw EvaluationStop.Undefined(); // the reference reads no number here
        Rational scale = new Rational(10, 1).Power(fixedDigits.Length);
        Rational nines = new Rational(10, 1).Power(repeated.Length) - 1;
        return Integer(text[..point]) + ((Integer(fixedDigits) + (Integer(repeated) / nines)) / scale);
    }

    private static Rational Based(string text, int numberBase)
    {
        BigInteger value = 0;
        foreach (char digit in text.AsSpan(2)) value = (value * numberBase) + Convert.ToInt32(digit.ToString(), 16);
        return value;
    }

    private static Rational Integer(string digits) =>
        digits.Length == 0 ? Rational.Zero : BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
}
