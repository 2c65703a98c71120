using System.Text;
using System.Text.RegularExpressions;
using Cppo.Data;

namespace Cppo.Evaluation.Benchmarking;

/// <summary>Reads the rows of a benchmark's file: what is asked, the options, the target, the category.</summary>
/// <param name="layout">How rows are read.</param>
/// <param name="columns">The columns of the file.</param>
internal sealed partial class BenchmarkReader(BenchmarkLayout layout, IReadOnlyList<string> columns)
{
    private const int MostOptions = 26;

    private readonly string? optionColumn = layout.Options.FirstOrDefault(columns.Contains);
    private readonly string? categoryColumn = layout.Category.FirstOrDefault(name => columns.Contains(name.Split('/')[0]));

    /// <summary>The user's text, without the instruction.</summary>
    public string Question(DataRow row)
    {
        string question = layout.Question is { } column ? row.TextIn(column) : "";
        IReadOnlyList<KeyValuePair<string, string>> options = Options(row);
        bool placed = layout.Prompt.Contains("{options}", StringComparison.Ordinal);
        string lines = string.Concat(options.Select(option => $"{option.Key}. {option.Value}\n"));
        string text = layout.Prompt.Replace("{options}", lines, StringComparison.Ordinal).Replace("{question}", question, StringComparison.Ordinal);
        if (layout.Question is not null && !placed && options.Count > 0 && !Lists(question, options)) text = $"{text}\nChoices:\n{Parenthesised(options)}";
        string hint = layout.AnswerType is { } type ? layout.Hints.GetValueOrDefault(row.TextIn(type), "") : "";
        return hint.Length > 0 ? $"{text.TrimEnd()}\n{hint}" : text;
    }

    /// <summary>The options by their letters; empty where the question has none.</summary>
    /// <exception cref="DataRowException">They cannot be read.</exception>
    public IReadOnlyList<KeyValuePair<string, string>> Options(DataRow row)
    {
        if (layout.Options.Count == 0) return [.. Letters().Where(columns.Contains).Where(letter => row[letter] is not null).Select(letter => new KeyValuePair<string, string>(letter, row.TextIn(letter)))];
        string[] texts = (optionColumn is null ? null : row[optionColumn]) switch
        {
            IReadOnlyList<object?> list => [.. list.Select(item => Convert.ToString(item, System.Globalization.CultureInfo.InvariantCulture) ?? "")],
            string text when text.TrimStart().StartsWith('[') => PythonList.Of(text)
                ?? throw row.Wrong($"has options that are no list: {text}", "Write them as ['first', 'second'], or leave the row out."),
            string text when OptionLine().Matches(text) is var lines && lines.Any(line => line.Groups[1].Value == Answer(row)) => [.. lines.Select(line => line.Groups[2].Value.Trim())],
            _ => [],
        };
        if (texts.Length > MostOptions) throw row.Wrong($"has {texts.Length} options", "Give at most 26, or leave the row out.");
        return [.. texts.Zip(Letters(), (text, letter) => new KeyValuePair<string, string>(letter, text))];
    }

    /// <summary>What counts as right: an option's letter, or a value.</summary>
    /// <exception cref="DataRowException">There is none, or it is no option.</exception>
    public string Target(DataRow row)
    {
        IReadOnlyList<KeyValuePair<string, string>> options = Options(row);
        string answer = Answer(row);
        if (answer.Length == 0) throw row.Wrong("has no answer", "Give it one, or leave the row out.");
        if (options.Count == 0 || options.Any(option => option.Key == answer)) return answer;
        string[] written = [.. options.Where(option => option.Value.Trim() == answer).Select(option => option.Key)];
        if (written.Length == 1) return written[0];
        throw row.Wrong($"has the answer \"{answer}\", which is {(written.Length == 0 ? "no option" : "several options")}", "Correct the row, or leave it out.");
    }

    /// <summary>The category; empty where there is none.</summary>
    public string Category(DataRow row)
    {
        if (categoryColumn is null) return "";
        string[] path = categoryColumn.Split('/', 2);
        if (path.Length == 1) return row.TextIn(path[0]);
        return row[path[0]] switch
        {
            IReadOnlyDictionary<string, object?> structure => structure.GetValueOrDefault(path[1]) as string ?? "",
            string text => Regex.Match(text, $"['\"]{Regex.Escape(path[1])}['\"]\\s*:\\s*(?:'([^']*)'|\"([^\"]*)\")") is { Success: true } found ? found.Groups[1].Value + found.Groups[2].Value : "",
            _ => "",
        };
    }

    private string Answer(DataRow row) => layout.Answer.Where(columns.Contains).Select(row.TextIn).FirstOrDefault(text => text.Length > 0)?.Trim() ?? "";

    // Whether the question names its second option itself: "(B)", "B." or "B:".
    private static bool Lists(string question, IReadOnlyList<KeyValuePair<string, string>> options) =>
        options.Count > 1 && OptionMark().Matches(question).Any(match => match.Groups[1].Value == options[1].Key);

    private static string Parenthesised(IReadOnlyList<KeyValuePair<string, string>> options)
    {
        StringBuilder text = new();
        foreach ((string letter, string option) in options) text.Append($"({letter}) {option}\n");
        return text.ToString();
    }

    private static IEnumerable<string> Letters() => Enumerable.Range('A', MostOptions).Select(letter => ((char)letter).ToString());

    [GeneratedRegex(@"^\s*\(?([A-Z])[:.)]\s*(\S.*)$", RegexOptions.Multiline)]
    private static partial Regex OptionLine();

    [GeneratedRegex(@"(?:^|[\s(])([A-Z])[:.)]")]
    private static partial Regex OptionMark();
}
