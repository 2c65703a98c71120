namespace Cppo.Kernel.Languages.Sql;

/// <summary>What the kernel needs to know of a SQL text without understanding it.</summary>
/// <param name="Names">The names that stand in it, quoted or not, without their quotes.</param>
/// <param name="Parameters">The names behind dollar signs.</param>
/// <param name="Open">Whether a quote, a comment or a bracket is still open at its end.</param>
internal sealed record SqlText(IReadOnlySet<string> Names, IReadOnlySet<string> Parameters, bool Open)
{
    /// <summary>Whether there is nothing to run.</summary>
    public bool IsEmpty { get; private init; }

    /// <summary>Reads a text; what stands in strings and comments is no name.</summary>
    public static SqlText Read(string sql)
    {
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase), parameters = new(StringComparer.OrdinalIgnoreCase);
        int brackets = 0;
        bool open = false, empty = true;
        for (int i = 0; i < sql.Length;)
        {
            int end = End(sql, i);
            char c = sql[i];
            bool comment = IsComment(sql, i);
            if (end < 0)
            {
                open = true;
                break;
            }

            empty &= comment || char.IsWhiteSpace(c) || c == ';';
            if (c == '"') names.Add(sql[(i + 1)..(end - 1)].Replace("\"\"", "\"", StringComparison.Ordinal));
            else if (IsStart(c)) names.Add(sql[i..end]);
            else if (c == '$' && end > i + 1 && IsStart(sql[i + 1]) && sql[end - 1] != '$') parameters.Add(sql[(i + 1)..end]);
            else if (c is '(' or '[' or '{') brackets++;
            else if (c is ')' or ']' or '}') brackets--;
            i = end;
        }

        return new(names, parameters, open || brackets > 0) { IsEmpty = empty };
    }

    private static bool IsComment(string sql, int at) =>
        at + 1 < sql.Length && ((sql[at] == '-' && sql[at + 1] == '-') || (sql[at] == '/' && sql[at + 1] == '*'));

    private static bool IsStart(char c) => char.IsLetter(c) || c == '_';

    private static bool IsPart(char c) => char.IsLetterOrDigit(c) || c == '_';

    // Where the piece ends that starts here; -1 where it never does.
    private static int End(string sql, int at)
    {
        char c = sql[at];
        if (IsStart(c) || char.IsDigit(c)) return Skip(sql, at);
        if (c is '\'' or '"') return Quoted(sql, at, c);
        if (IsComment(sql, at)) return c == '-' ? Or(sql.IndexOf('\n', at), sql.Length) : After(sql, "*/", at + 2);
        if (c != '$') return at + 1;
        int name = Skip(sql, at + 1);
        bool dollars = name < sql.Length && sql[name] == '$'; // $$text$$ and $tag$text$tag$ are strings
        return dollars ? After(sql, sql[at..(name + 1)], name + 1) : name;
    }

    private static int Skip(string sql, int at)
    {
        while (at < sql.Length && IsPart(sql[at])) at++;
        return at;
    }

    // A doubled quote is part of the text.
    private static int Quoted(string sql, int at, char quote)
    {
        for (int i = at + 1; i < sql.Length; i++)
        {
            if (sql[i] != quote) continue;
            if (i + 1 < sql.Length && sql[i + 1] == quote) i++;
            else return i + 1;
        }

        return -1;
    }

    private static int After(string sql, string mark, int from) => sql.IndexOf(mark, from, StringComparison.Ordinal) is >= 0 and var at ? at + mark.Length : -1;

    private static int Or(int index, int otherwise) => index < 0 ? otherwise : index;
}
