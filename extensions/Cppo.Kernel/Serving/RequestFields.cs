using System.Text.Json;

namespace Cppo.Kernel.Serving;

/// <summary>The fields of a JSON object, read with their types and bounds. A field that is null counts as absent, as in OpenAI's protocol.</summary>
/// <param name="root">The object.</param>
internal readonly struct RequestFields(JsonElement root)
{
    /// <summary>A field; nothing where it is absent or null.</summary>
    public JsonElement? Find(string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>Text.</summary>
    public string? Text(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => TextOf(value, name),
        _ => throw RequestException.Field(name, "a string"),
    };

    /// <summary>True or false; false where absent.</summary>
    public bool Flag(string name) => Find(name) switch
    {
        null => false,
        { ValueKind: JsonValueKind.True or JsonValueKind.False } value => value.GetBoolean(),
        _ => throw RequestException.Field(name, "true or false"),
    };

    /// <summary>A whole number between two ends, both included.</summary>
    public long? Whole(string name, long low, long high)
    {
        if (Find(name) is not { } value) return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && number >= low && number <= high
            ? number
            : throw RequestException.Field(name, $"a whole number from {low} to {high}");
    }

    /// <summary>A number between two ends, both included.</summary>
    public double? Number(string name, double low, double high)
    {
        if (Find(name) is not { } value) return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number >= low && number <= high
            ? number
            : throw RequestException.Field(name, FormattableString.Invariant($"a number from {low} to {high}"));
    }

    /// <summary>A string, or a list of at most so many.</summary>
    public IReadOnlyList<string> Texts(string name, int most)
    {
        if (Find(name) is not { } value) return [];
        if (value.ValueKind == JsonValueKind.String) return [NotEmpty(value, name)];
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > most) throw RequestException.Field(name, $"a string or a list of at most {most}");
        return [.. value.EnumerateArray().Select(entry => NotEmpty(entry, name))];
    }

    /// <summary>The text of a string, which JSON may still have broken (half a surrogate pair).</summary>
    public static string TextOf(JsonElement value, string name)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw RequestException.Field(name, "a string");
        }
        catch (InvalidOperationException)
        {
            throw RequestException.Field(name, "Unicode text");
        }
    }

    private static string NotEmpty(JsonElement value, string name) =>
        TextOf(value, name) is { Length: > 0 } text ? text : throw RequestException.Field(name, "text that is not empty");
}
