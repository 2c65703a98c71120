using System.Globalization;

namespace Cppo.Exchange.Mapping;

/// <summary>Values as Hydra and YAML read them, and back.</summary>
internal static class ForeignText
{
    /// <summary>Their word for nothing.</summary>
    public const string Nothing = "null";

    /// <summary>A plain option's text for them: "none" is null, and numbers with an exponent have a point, without which PyYAML takes them for words.</summary>
    public static string Of(string text)
    {
        if (text == "none") return Nothing;
        bool isShort = text.Contains('E') && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
        if (!isShort) return text;
        (string mantissa, string exponent) = text.Split('E') is [var before, var after] ? (before, after) : (text, "0");
        return $"{(mantissa.Contains('.') ? mantissa : mantissa + ".0")}e{exponent}";
    }

    /// <summary>Their text for a plain option.</summary>
    public static string Back(string text) => text.ToLowerInvariant() switch
    {
        "null" or "none" or "~" or "" => "none",
        "true" => "true",
        "false" => "false",
        _ => text,
    };

    /// <summary>A number of theirs; null where it is none.</summary>
    public static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : null;

    /// <summary>A whole number of theirs; null where it is none.</summary>
    public static int? Whole(string text) => Number(text) is { } number && number == Math.Truncate(number) && Math.Abs(number) <= int.MaxValue ? (int)number : null;

    /// <summary>A number as text of ours.</summary>
    public static string Of(double number) => Of(number.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>A sum that decimal digits survive: 1.2 - 1 is 0.2.</summary>
    public static double Shifted(double number, double by) => (double)((decimal)number + (decimal)by);

    /// <summary>Whether a text says yes.</summary>
    public static bool IsTrue(string text) => Back(text) == "true";
}
