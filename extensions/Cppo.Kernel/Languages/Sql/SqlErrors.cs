using System.Text.RegularExpressions;
using DuckDB.NET.Data;

namespace Cppo.Kernel.Languages.Sql;

/// <summary>DuckDB's sentences as problems of a cell, at their place in it.</summary>
internal static partial class SqlErrors
{
    /// <summary>The failure of a stretch.</summary>
    /// <param name="error">What DuckDB said.</param>
    /// <param name="code">The text that was run, with the cell's own line numbers.</param>
    /// <param name="first">The line of the cell where it starts, from 0.</param>
    /// <param name="hint">What the session knows about it; null where it knows nothing.</param>
    public static CellCompilationException Of(DuckDBException error, string code, int first, string? hint)
    {
        Match place = Place().Match(error.Message);
        string sentence = (place.Success ? error.Message[..place.Index] : error.Message).Trim();
        int colon = sentence.IndexOf(": ", StringComparison.Ordinal);
        bool headed = colon is > 0 and < 40;
        string heading = headed ? sentence[..colon] : "SQL error";
        string message = headed ? sentence[(colon + 2)..] : sentence;
        string[] lines = code.Split('\n');
        CellProblem problem = place.Success ? At(place, lines, heading, message) : Named(lines, heading, message, first);
        return new("SqlError", [problem], code, error) { Hint = heading == "Catalog Error" ? hint : null };
    }

    // "LINE 4: ...text of the line...", and below it a mark.
    private static CellProblem At(Match place, string[] lines, string heading, string message)
    {
        int line = int.Parse(place.Groups["line"].Value) - 1;
        string excerpt = place.Groups["text"].Value;
        string inner = excerpt.Trim('.');
        int shift = line < lines.Length ? lines[line].IndexOf(inner, StringComparison.Ordinal) - excerpt.IndexOf(inner, StringComparison.Ordinal) : 0;
        int column = place.Groups["mark"].Length - place.Groups["lead"].Length + Math.Max(0, shift);
        return new(heading, message, line, Math.Max(0, column), Width(line < lines.Length ? lines[line] : "", column));
    }

    // Some sentences name what is wrong and not where.
    private static CellProblem Named(string[] lines, string heading, string message, int first)
    {
        foreach (string name in Quoted().Matches(message).Select(match => match.Groups[1].Value))
        {
            for (int line = first; line < lines.Length; line++)
            {
                int column = lines[line].IndexOf(name, StringComparison.OrdinalIgnoreCase);
                if (column >= 0) return new(heading, message, line, column, name.Length);
            }
        }

        return new(heading, message, Array.FindIndex(lines, first, line => !string.IsNullOrWhiteSpace(line)));
    }

    private static int Width(string line, int column)
    {
        int end = Math.Clamp(column, 0, line.Length);
        while (end < line.Length && (char.IsLetterOrDigit(line[end]) || line[end] == '_')) end++;
        return Math.Max(1, end - column);
    }

    [GeneratedRegex(@"^(?<lead>LINE (?<line>\d+): )(?<text>.*)\n(?<mark> *)\^", RegexOptions.Multiline)]
    private static partial Regex Place();

    [GeneratedRegex("\"([^\"]+)\"|name (\\w+)")]
    private static partial Regex Quoted();
}
