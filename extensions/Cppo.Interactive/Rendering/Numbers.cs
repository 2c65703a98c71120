using System.Globalization;

namespace Cppo.Interactive.Rendering;

/// <summary>The number formats of the design language: true minus, explicit sign on differences, a bare 0 below half a unit, – for missing.</summary>
public static class Numbers
{
    /// <summary>What stands for a number that does not exist.</summary>
    public const string Missing = "–";

    /// <summary>A thin space that does not break: thousands, and before the percent sign.</summary>
    public const char Thin = '\u202F';

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>Fixed decimals; below half a unit of the last place a bare 0.</summary>
    public static string Fixed(double value, int decimals) =>
        IsZero(value, decimals) ? "0" : Plain(value, decimals);

    /// <summary>Like <see cref="Fixed"/> with an explicit sign: differences, advantages, margins.</summary>
    public static string Signed(double value, int decimals)
    {
        string text = Fixed(value, decimals);
        return value > 0 && text != "0" && !double.IsNaN(value) ? "+" + text : text;
    }

    /// <summary>Fixed decimals, also for 0: sums whose terms must line up.</summary>
    public static string Plain(double value, int decimals)
    {
        if (double.IsNaN(value)) return Missing;
        if (double.IsInfinity(value)) return value > 0 ? "∞" : "−∞";
        if (Math.Abs(value) >= 1e15) return Power(value, 2);
        string digits = Group(Math.Abs(value).ToString("F" + decimals, Invariant));
        bool negative = value < 0 && digits.Any(digit => digit is >= '1' and <= '9');
        return negative ? "−" + digits : digits;
    }

    /// <summary>Nats in a table: 3 decimals.</summary>
    public static string Nats(double value) => Fixed(value, 3);

    /// <summary>A whole number with thin spaces between thousands.</summary>
    public static string Count(long value)
    {
        string digits = Group(Math.Abs((decimal)value).ToString("F0", Invariant));
        return value < 0 ? "−" + digits : digits;
    }

    /// <summary>A number of things with the word in the right form.</summary>
    public static string Count(long value, string one, string many) => $"{Count(value)} {(value == 1 ? one : many)}";

    /// <summary>A share as a whole percentage; "&lt; 1 %" where it would round to 0 and is not.</summary>
    public static string Share(double value)
    {
        if (!double.IsFinite(value)) return Missing;
        if (value is > 0 and < 0.005) return $"< 1{Thin}%";
        return $"{Plain(value * 100, 0)}{Thin}%";
    }

    /// <summary>Accuracy: percentage with one decimal, without the sign.</summary>
    public static string Accuracy(double value) => Plain(value * 100, 1);

    /// <summary>A number as mantissa and power of ten, "5.67 × 10⁻³"; plain between 0.01 and 10,000.</summary>
    public static string Scientific(double value)
    {
        double size = Math.Abs(value);
        if (!double.IsFinite(value)) return Plain(value, 0);
        if (value == 0) return "0";
        return size is >= 0.01 and < 1e4 ? Plain(value, size < 1 ? 3 : 2) : Power(value, 2);
    }

    /// <summary>A learning rate: "10⁻⁴", "3 × 10⁻⁵".</summary>
    public static string Rate(double value)
    {
        if (!double.IsFinite(value)) return Missing;
        if (value <= 0 || value >= 0.01) return Fixed(value, 3);
        (double mantissa, int exponent) = Split(value, 2);
        string power = "10" + Superscript(exponent);
        return mantissa == 1 ? power : $"{mantissa.ToString("0.##", Invariant)} × {power}";
    }

    /// <summary>A length of time: "0.42 s", "42 s", "1 min 34 s", "2 h 5 min".</summary>
    public static string Time(TimeSpan time)
    {
        double seconds = time.TotalSeconds;
        if (seconds < 9.95) return $"{Plain(Math.Max(0, seconds), seconds < 1 ? 2 : 1)} s";
        long whole = (long)Math.Round(seconds);
        if (whole < 60) return $"{whole} s";
        return whole < 3600
            ? $"{whole / 60} min {whole % 60} s"
            : $"{Count(whole / 3600)} h {whole % 3600 / 60} min";
    }

    /// <summary>The power of ten that a column of values shares: the exponent of the largest, a multiple of 3, 0 from 0.1 upwards.</summary>
    public static int CommonExponent(IEnumerable<double> values)
    {
        double largest = values.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        if (largest is 0 or >= 0.1) return 0;
        return (int)Math.Floor(Math.Log10(largest) / 3) * 3;
    }

    /// <summary>An exponent in superscript digits.</summary>
    public static string Superscript(int exponent) =>
        string.Concat(exponent.ToString(Invariant).Select(digit => digit == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit - '0']));

    /// <summary>A number for a style or a coordinate: point, no grouping, no exponent.</summary>
    internal static string Css(double value, int decimals = 2) =>
        (double.IsFinite(value) ? value : 0).ToString("0." + new string('#', decimals), Invariant);

    private static bool IsZero(double value, int decimals) => Math.Abs(value) < 0.5 * Math.Pow(10, -decimals);

    private static string Power(double value, int decimals)
    {
        (double mantissa, int exponent) = Split(value, decimals);
        return $"{Plain(mantissa, decimals)} × 10{Superscript(exponent)}";
    }

    private static (double Mantissa, int Exponent) Split(double value, int decimals)
    {
        int exponent = (int)Math.Floor(Math.Log10(Math.Abs(value)));
        double mantissa = Math.Round(value / Math.Pow(10, exponent), decimals);
        return Math.Abs(mantissa) >= 10 ? (mantissa / 10, exponent + 1) : (mantissa, exponent);
    }

    private static string Group(string digits)
    {
        int point = digits.IndexOf('.');
        int end = point < 0 ? digits.Length : point;
        for (int i = end - 3; i > 0; i -= 3) digits = digits.Insert(i, Thin.ToString());
        return digits;
    }
}
