using System.Text;
using System.Text.RegularExpressions;

namespace Cppo.Exchange;

/// <summary>Hydra overrides in a shell script, as verl's examples launch it.</summary>
internal static partial class HydraScript
{
    private const char Mark = '\u0001';

    /// <summary>A value whose shell variables are to be put in when the script runs; never for what a user wrote.</summary>
    public static string WithVariables(string value) => Mark + value;

    /// <summary>A value as a word of the shell: quoted where it needs that, and nothing in it means anything to the shell.</summary>
    public static string Word(string value)
    {
        if (value.StartsWith(Mark)) return $"\"{value[1..]}\"";
        return Plain().IsMatch(value) ? value : $"'{value.Replace("'", "'\\''")}'";
    }

    /// <summary>A text for a comment: one line.</summary>
    public static string Line(string text) => text.ReplaceLineEndings(" ").Replace(Mark, ' ');

    /// <summary>The lines of a command with overrides, the last argument being what the caller adds.</summary>
    public static string Command(string command, IEnumerable<KeyValuePair<string, string>> settings)
    {
        StringBuilder text = new(command);
        foreach ((string key, string value) in settings) text.Append($" \\\n    {key}={Word(value)}");
        return text.Append(" \\\n    \"$@\"\n").ToString();
    }

    /// <summary>The overrides of a script, its variables put in where it sets them; the last of several values counts.</summary>
    public static Dictionary<string, string> Read(string script)
    {
        string text = Comment().Replace(script.ReplaceLineEndings("\n"), "").Replace("\\\n", " ");
        Dictionary<string, string> variables = [];
        foreach (Match match in Assignment().Matches(text)) variables[match.Groups[1].Value] = Value(match.Groups[2].Value, variables);
        Dictionary<string, string> settings = [];
        foreach (Match match in Override().Matches(text)) settings[match.Groups[1].Value] = Value(match.Groups[2].Value, variables);
        return settings;
    }

    private static string Value(string word, Dictionary<string, string> variables)
    {
        if (word.Length >= 2 && word[0] == '\'' && word[^1] == '\'') return word[1..^1].Replace("'\\''", "'");
        if (word.Length >= 2 && word[0] == '"' && word[^1] == '"') word = word[1..^1];
        return Variable().Replace(word, match => variables.GetValueOrDefault(match.Groups["name"].Value)
            ?? (match.Groups["usual"].Success ? match.Groups["usual"].Value : match.Value));
    }

    [GeneratedRegex(@"^[\w./,:@%+-]+\z")]
    private static partial Regex Plain();

    [GeneratedRegex(@"(?m)(?:^|(?<=\s))#.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"(?m)^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)=(""[^""\n]*""|'[^'\n]*'|[^\s;]*)")]
    private static partial Regex Assignment();

    [GeneratedRegex(@"(?<![\w.$/-])[+~]{0,2}([A-Za-z_]\w*(?:\.\w+)+)=(""[^""\n]*""|'[^'\n]*'|[^\s;""']+)")]
    private static partial Regex Override();

    [GeneratedRegex(@"\$\{(?<name>\w+)(?::-(?<usual>[^}]*))?\}|\$(?<name>\w+)")]
    private static partial Regex Variable();
}
