using System.Globalization;
using System.Text.RegularExpressions;

namespace Cppo.Interactive.Magics;

/// <summary>Values as C# literals, for the calls that magics print.</summary>
internal static partial class Code
{
    /// <summary>A string literal.</summary>
    public static string Text(string value) => "\"" + value.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";

    /// <summary>A number literal: "0.01", "4e-5".</summary>
    public static string Number(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        return Exponent().Replace(text, match => $"e{(match.Groups[1].Value == "-" ? "-" : "")}{match.Groups[2].Value}");
    }

    [GeneratedRegex(@"E([+-])0*(\d+)")]
    private static partial Regex Exponent();
}
