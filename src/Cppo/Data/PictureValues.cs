using System.Buffers.Text;
using System.Text.RegularExpressions;

namespace Cppo.Data;

/// <summary>Makes pictures of what stands in a row: bytes, base64, data URLs, paths, structures of bytes and path, and lists of these.</summary>
internal static partial class PictureValues
{
    // The shortest picture there is takes more as base64; longer paths without a dot are not to be expected.
    private const int ShortestBase64 = 80;

    /// <summary>The pictures of a row, in order.</summary>
    /// <exception cref="DataRowException">A value is of a kind that is no picture.</exception>
    public static IReadOnlyList<DataPicture> Of(long row, object? value, PictureFolder folder) => value switch
    {
        null => [],
        IReadOnlyList<object?> list => [.. list.Select((item, place) => One(row, place, item, folder))],
        string text when text.StartsWith('[') && text.EndsWith(']') =>
            [.. Quoted().Matches(text).Select((match, place) => One(row, place, match.Groups[1].Value + match.Groups[2].Value, folder))],
        _ => [One(row, 0, value, folder)],
    };

    /// <summary>Whether a text is a picture in base64.</summary>
    public static bool IsBase64(string text) => text.Length >= ShortestBase64 && Base64.IsValid(text);

    private static DataPicture One(long row, int place, object? value, PictureFolder folder)
    {
        string name = $"picture {place + 1} of row {row}";
        switch (value)
        {
            case byte[] bytes:
                return new(row, name, _ => bytes);
            case IReadOnlyDictionary<string, object?> structure:
                string? path = structure.GetValueOrDefault("path") as string;
                return structure.GetValueOrDefault("bytes") switch
                {
                    byte[] bytes => new(row, path ?? name, _ => bytes),
                    string text => new(row, path ?? name, _ => Decoded(row, text)),
                    _ when path is not null => new(row, path, most => folder.Read(row, path, most)),
                    _ => throw new DataRowException(row, $"Row {row} of the data has a picture without bytes and without path.", "Leave the row out, or give it its picture."),
                };
            case string text when text.StartsWith("data:", StringComparison.Ordinal):
                return new(row, name, _ => Decoded(row, Payload(row, text)));
            case string text when IsBase64(text):
                return new(row, name, _ => Decoded(row, text));
            case string { Length: > 0 } text:
                return new(row, text, most => folder.Read(row, text, most));
            default:
                throw new DataRowException(
                    row, $"Row {row} of the data has {Describe(value)} where a picture should be.", "Give bytes, base64, a data URL or a path.");
        }
    }

    private static string Payload(long row, string url)
    {
        int comma = url.IndexOf(',');
        bool encoded = comma > 0 && url.AsSpan(0, comma).EndsWith(";base64", StringComparison.OrdinalIgnoreCase);
        return encoded
            ? url[(comma + 1)..]
            : throw new DataRowException(row, $"Row {row} of the data has a data URL that is not in base64.", "Write it as data:image/png;base64,...");
    }

    private static byte[] Decoded(long row, string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException error)
        {
            throw new DataRowException(row, $"Row {row} of the data has a picture in damaged base64.", "Write or download the row again.", error);
        }
    }

    /// <summary>What kind of value it is, in words.</summary>
    public static string Describe(object? value) => value switch
    {
        null => "nothing",
        "" => "an empty text",
        string => "text",
        long or double => "a number",
        bool => "a truth value",
        byte[] => "bytes",
        IReadOnlyList<object?> => "a list",
        _ => "a structure",
    };

    [GeneratedRegex("'([^']*)'|\"([^\"]*)\"")]
    private static partial Regex Quoted();
}
