using Cppo.Interactive.Rendering;
using Cppo.Kernel.Sessions;

namespace Cppo.Kernel.Languages.Sql;

/// <summary>Completion and inspection by DuckDB's own grammar and catalogue.</summary>
internal static class SqlAssistant
{
    /// <summary>What could be written at the cursor.</summary>
    /// <param name="database">The session's database.</param>
    /// <param name="values">Names of values that are no tables yet.</param>
    /// <param name="code">The text around the cursor.</param>
    /// <param name="cursor">An index in it.</param>
    public static CodeCompletions Complete(SqlDatabase database, IEnumerable<string> values, string code, int cursor)
    {
        (int start, _) = Word(code, cursor);
        string typed = code[start..cursor];
        IReadOnlyList<CodeCompletion> known = database.Query(
            "SELECT trim(suggestion), suggestion_type FROM sql_auto_complete($text)",
            reader => new CodeCompletion(reader.GetString(0), reader.GetString(1)),
            ("text", code[..cursor].TrimStart()));
        IEnumerable<CodeCompletion> tables = known.Any(item => item.Kind == "table_name") || known.Count == 0 || PrecededByFrom(code[..start])
            ? values.Select(name => new CodeCompletion(name, "table_name", "a value of the session"))
            : [];
        return new(start, cursor, [.. tables.Concat(known)
            .Where(item => item.Text.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .DistinctBy(item => item.Text, StringComparer.OrdinalIgnoreCase)]);
    }

    /// <summary>The columns of the table, or the purpose of the function, at the cursor; null where it is neither.</summary>
    public static MimeBundle? Inspect(SqlDatabase database, string code, int cursor)
    {
        (int start, int end) = Word(code, cursor);
        string word = code[start..end];
        if (word.Length == 0) return null;
        IReadOnlyList<string> columns = database.Query(
            "SELECT column_name || ' ' || data_type FROM duckdb_columns() WHERE table_name = $name ORDER BY column_index",
            reader => reader.GetString(0),
            ("name", word));
        if (columns.Count > 0) return Show($"table {word}", columns);
        IReadOnlyList<string> uses = database.Query(
            "SELECT DISTINCT function_name || '(' || array_to_string(parameters, ', ') || '): ' || coalesce(description, '') FROM duckdb_functions() WHERE function_name = lower($name) LIMIT 8",
            reader => reader.GetString(0),
            ("name", word));
        return uses.Count > 0 ? Show($"function {word}", uses) : null;
    }

    private static bool PrecededByFrom(string before)
    {
        string last = before.TrimEnd().Split((char[]?)null).LastOrDefault("");
        return last.Equals("from", StringComparison.OrdinalIgnoreCase) || last.Equals("join", StringComparison.OrdinalIgnoreCase);
    }

    private static (int Start, int End) Word(string code, int cursor)
    {
        int start = cursor, end = cursor;
        while (start > 0 && IsPart(code[start - 1])) start--;
        while (end < code.Length && IsPart(code[end])) end++;
        return (start, end);
    }

    private static bool IsPart(char c) => char.IsLetterOrDigit(c) || c == '_';

    private static MimeBundle Show(string heading, IReadOnlyList<string> lines) => MimeBundle.Markup(
        Html.Of($"<p><b>{heading}</b></p><pre>{Html.Join(lines.Select(Html.Text), "\n")}</pre>").Markup, $"{heading}\n{string.Join('\n', lines)}");
}
