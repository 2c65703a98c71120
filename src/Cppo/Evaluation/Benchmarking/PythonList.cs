using System.Text;

namespace Cppo.Evaluation.Benchmarking;

/// <summary>Lists of texts as Python prints them, which tables of benchmarks hold: <c>['12 cm', "it's", 3]</c>. Nothing is run.</summary>
internal static class PythonList
{
    /// <summary>The entries; null for what is no such list.</summary>
    public static string[]? Of(string text)
    {
        string content = text.Trim();
        if (content.Length < 2 || content[0] != '[' || content[^1] != ']') return null;
        List<string> entries = [];
        int at = 1, end = content.Length - 1;
        while (true)
        {
            while (at < end && char.IsWhiteSpace(content[at])) at++;
            if (at == end) return [.. entries];
            string? entry = content[at] is '\'' or '"' ? Quoted(content, ref at, end) : Bare(content, ref at, end);
            if (entry is null) return null;
            entries.Add(entry);
            while (at < end && char.IsWhiteSpace(content[at])) at++;
            if (at < end && content[at++] != ',') return null;
        }
    }

    private static string? Quoted(string content, ref int at, int end)
    {
        char quote = content[at++];
        StringBuilder entry = new();
        for (; at < end; at++)
        {
            char c = content[at];
            if (c == quote)
            {
                at++;
                return entry.ToString();
            }

            if (c != '\\' || at + 1 == end)
            {
                entry.Append(c);
                continue;
            }

            char escaped = content[++at];
            entry.Append(escaped switch
            {
                '\'' or '"' or '\\' => escaped.ToString(),
                'n' => "\n",
                't' => "\t",
                _ => $"\\{escaped}", // LaTeX that was not doubled
            });
        }

        return null;
    }

    private static string Bare(string content, ref int at, int end)
    {
        int start = at;
        while (at < end && content[at] != ',') at++;
        return content[start..at].Trim();
    }
}
