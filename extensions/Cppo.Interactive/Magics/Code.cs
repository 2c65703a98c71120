using System.Globalization;

namespace Cppo.Interactive.Magics;

/// <summary>Values as C# literals, for the calls that magics print.</summary>
internal static class Code
{
    /// <summary>A string literal.</summary>
    public static string Text(string value) => "\"" + value.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";

    /// <summary>A number literal.</summary>
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
