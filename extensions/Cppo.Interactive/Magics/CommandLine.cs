using System.Text;
using Cppo.Runtime;

namespace Cppo.Interactive.Magics;

/// <summary>Words and options of a magic's line.</summary>
internal static class CommandLine
{
    /// <summary>Splits at blanks; quotes keep blanks together.</summary>
    /// <exception cref="CppoException">A quote is not closed.</exception>
    public static IReadOnlyList<string> Words(string line)
    {
        List<string> words = [];
        StringBuilder word = new();
        char quote = '\0';
        bool open = false;
        foreach (char c in line)
        {
            if (quote != '\0')
            {
                if (c == quote) quote = '\0';
                else word.Append(c);
            }
            else if (c is '"' or '\'')
            {
                (quote, open) = (c, true);
            }
            else if (char.IsWhiteSpace(c))
            {
                if (open) words.Add(word.ToString());
                word.Clear();
                open = false;
            }
            else
            {
                word.Append(c);
                open = true;
            }
        }

        if (quote != '\0') throw new CppoException($"A quote ({quote}) is opened and never closed.", "Close it, or leave it out.");
        if (open) words.Add(word.ToString());
        return words;
    }

    /// <summary>Reads <c>--name value</c> and <c>--name=value</c>; a word without an option goes to the one that <paramref name="positional"/> names.</summary>
    /// <exception cref="CppoException">An option is unknown, given twice or lacks its value, or a value is none of its choices.</exception>
    public static IReadOnlyDictionary<string, string> Parse(IMagic magic, string arguments, string? positional)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        IReadOnlyList<string> words = Words(arguments);
        for (int i = 0; i < words.Count; i++)
        {
            (string name, string? value) = Split(words[i]);
            if (!name.StartsWith('-'))
            {
                if (positional is null || values.ContainsKey(positional)) throw Unexpected(magic, words[i]);
                (name, value) = (positional, words[i]);
            }

            MagicOption option = Find(magic, name);
            if (option.IsSwitch)
            {
                if (value is not null) throw new CppoException($"{magic.Name}: {option.Name} takes no value.", $"Write {option.Name} alone.");
                value = "true";
            }
            else
            {
                value ??= i + 1 < words.Count && !IsOption(words[i + 1]) ? words[++i] : throw NoValue(magic, option);
            }

            bool isSetting = option.TakesSettings && value.Contains('=');
            if (option.Choices.Count > 0 && !isSetting && !option.Takes(value) && !option.Choices.Contains(value)) throw NotAChoice(magic, option, value);
            if (option.TakesSettings && values.TryGetValue(option.Name, out string? before)) values[option.Name] = $"{before}\n{value}";
            else if (!values.TryAdd(option.Name, value))
            {
                throw new CppoException($"{magic.Name}: {option.Name} is given twice.", "Give it once.");
            }
        }

        return values;
    }

    /// <summary>The nearest of some names, if one is near enough to have been meant.</summary>
    public static string? Nearest(string word, IEnumerable<string> names) => NearestName.Of(word, names, most: 1).FirstOrDefault();

    // A negative number is a value.
    private static bool IsOption(string word) =>
        word.StartsWith("--", StringComparison.Ordinal) || (word is ['-', var next, ..] && !char.IsAsciiDigit(next) && next != '.');

    private static (string Name, string? Value) Split(string word)
    {
        int equals = word.IndexOf('=');
        return IsOption(word) && equals > 0 ? (word[..equals], word[(equals + 1)..]) : (word, null);
    }

    private static MagicOption Find(IMagic magic, string name)
    {
        if (magic.Options.FirstOrDefault(option => option.Name == name) is { } found) return found;
        string? nearest = Nearest(name, magic.Options.Select(option => option.Name));
        string advice = nearest is null
            ? $"Run {magic.Name} --help for its options."
            : $"Did you mean {nearest}? {magic.Name} --help shows all options.";
        throw new CppoException($"{magic.Name} has no option {name}.", advice);
    }

    private static CppoException NoValue(IMagic magic, MagicOption option) =>
        new($"{magic.Name}: {option.Name} needs a value.", $"Write {option.Name} {(option.Choices.Count > 0 ? option.Choices[0] : option.Value)}: {option.Summary}.");

    private static CppoException NotAChoice(IMagic magic, MagicOption option, string value)
    {
        string? nearest = Nearest(value, option.Choices);
        return new(
            $"{magic.Name}: {option.Name} cannot be {value}.",
            $"{(nearest is null ? "" : $"Did you mean {nearest}? ")}It takes {string.Join(", ", option.Choices)}.");
    }

    private static CppoException Unexpected(IMagic magic, string word) =>
        new($"{magic.Name} does not know what to do with {word}.", $"Give values with their option, as in {magic.Example}.");
}
