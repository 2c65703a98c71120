using System.Globalization;
using System.Text.Json;
using Cppo.Perturbations;

namespace Cppo.Training.Options;

/// <summary>Plain option values as text and back: numbers, switches, choices, ranges, lists.</summary>
internal static class OptionText
{
    private const string Nothing = "none";

    private static readonly Type[] Plain =
    [
        typeof(string), typeof(bool), typeof(byte), typeof(int), typeof(long), typeof(ulong), typeof(double), typeof(Interval),
    ];

    /// <summary>Whether values of a type are written as text rather than taken apart.</summary>
    public static bool IsPlain(Type type)
    {
        Type inner = Nullable.GetUnderlyingType(type) ?? type;
        return inner.IsEnum || Plain.Contains(inner) || typeof(IReadOnlyList<string>).IsAssignableFrom(inner) || typeof(IReadOnlyList<int>).IsAssignableFrom(inner);
    }

    /// <summary>A plain value as text that <see cref="Parse"/> reads.</summary>
    public static string Of(object? value) => value switch
    {
        null => Nothing,
        bool flag => flag ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        Interval range => string.Create(CultureInfo.InvariantCulture, $"{range.Low:R}..{range.High:R}"),
        IReadOnlyList<string> texts => JsonSerializer.Serialize(texts),
        IReadOnlyList<int> numbers => JsonSerializer.Serialize(numbers),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>Reads a plain value.</summary>
    /// <param name="type">What it must be.</param>
    /// <param name="isNullable">Whether "none" is possible.</param>
    /// <param name="text">As written.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether the text is one.</returns>
    public static bool Parse(Type type, bool isNullable, string text, out object? value)
    {
        value = null;
        if (isNullable && text == Nothing) return true;
        value = Read(Nullable.GetUnderlyingType(type) ?? type, text);
        return value is not null;
    }

    /// <summary>What a plain option takes, in words.</summary>
    public static string Allowed(Type type, bool isNullable)
    {
        Type inner = Nullable.GetUnderlyingType(type) ?? type;
        string words = inner switch
        {
            _ when inner == typeof(bool) => "true or false",
            _ when inner.IsEnum => string.Join(", ", Enum.GetNames(inner)),
            _ when inner == typeof(double) => "a number with a point, such as 0.5 or 1e-6",
            _ when inner == typeof(Interval) => "two numbers, as in 0.75..1.2",
            _ when inner == typeof(byte) => "a whole number from 0 to 255",
            _ when inner == typeof(ulong) => "a whole number from 0",
            _ when inner == typeof(int) || inner == typeof(long) => "a whole number",
            _ when inner == typeof(string) => "any text",
            _ when typeof(IReadOnlyList<int>).IsAssignableFrom(inner) => "a list of whole numbers, as in [7, 12]",
            _ => "a list of texts, as in [\"</answer>\"]",
        };
        return isNullable ? $"{words}, or {Nothing}" : words;
    }

    /// <summary>The values that can be counted, for completion; empty where there are too many.</summary>
    public static IReadOnlyList<string> Choices(Type type, bool isNullable)
    {
        Type inner = Nullable.GetUnderlyingType(type) ?? type;
        string[] some = inner == typeof(bool) ? ["true", "false"] : inner.IsEnum ? Enum.GetNames(inner) : [];
        return isNullable ? [.. some, Nothing] : some;
    }

    private static object? Read(Type type, string text)
    {
        if (type == typeof(string)) return text;
        if (type == typeof(bool)) return bool.TryParse(text, out bool flag) ? flag : null;
        if (type == typeof(double)) return Number(text);
        if (type == typeof(byte)) return byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out byte level) ? level : null;
        if (type == typeof(int)) return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int count) ? count : null;
        if (type == typeof(long)) return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long large) ? large : null;
        if (type == typeof(ulong)) return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed) ? seed : null;
        if (type == typeof(Interval)) return Range(text);
        if (type.IsEnum) return Choice(type, text);
        return typeof(IReadOnlyList<int>).IsAssignableFrom(type) ? List<int>(text) : List<string>(text);
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : null;

    private static object? Range(string text) =>
        text.Split("..") is [var low, var high] && Number(low) is { } from && Number(high) is { } to ? new Interval(from, to) : null;

    // "sequence-mean-token-sum" is SequenceMeanTokenSum.
    private static object? Choice(Type type, string text) => Enum.GetNames(type)
        .Where(name => string.Equals(name, text.Replace("-", "").Replace("_", ""), StringComparison.OrdinalIgnoreCase))
        .Select(name => Enum.Parse(type, name)).FirstOrDefault();

    private static object? List<T>(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<T[]>(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
