using System.Text.Json;

namespace Cppo.Rewards.Grading.Latex;

/// <summary>What a macro does with its arguments.</summary>
internal enum MacroKind
{
    /// <summary>Prints a value into which the arguments may be put.</summary>
    Text,

    /// <summary>Prints the arguments one after the other.</summary>
    Concat,

    /// <summary>Prints nothing.</summary>
    Drop,

    /// <summary>Puts a combining character behind every character.</summary>
    Accent,

    /// <summary>Writes letters in a mathematical alphabet.</summary>
    Style,

    /// <summary>Has rules of its own.</summary>
    Special,
}

/// <summary>A macro's definition.</summary>
/// <param name="Arguments">One character an argument: <c>{</c> mandatory, <c>[</c> optional, <c>*</c> a star.</param>
/// <param name="Kind">What it prints.</param>
/// <param name="Value">The text, combining character or alphabet.</param>
internal sealed record MacroDefinition(string Arguments, MacroKind Kind, string Value);

/// <summary>A mathematical alphabet: code points of A and a, and the letters that lie elsewhere.</summary>
internal sealed record Alphabet(int Upper, int Lower, IReadOnlyDictionary<char, int> Exceptions);

/// <summary>
/// The tables of pylatexenc 2.11 (MIT licence, copyright Philippe Faist), by which the reference grader turns LaTeX into text.
/// They lie beside this file as JSON; its "about" entry explains the notation.
/// </summary>
internal static class LatexTables
{
    static LatexTables()
    {
        using Stream stream = typeof(LatexTables).Assembly.GetManifestResourceStream("Cppo.Rewards.Grading.Latex.latex_text.json")!;
        using JsonDocument document = JsonDocument.Parse(stream);
        JsonElement root = document.RootElement, environments = root.GetProperty("environments");
        Macros = root.GetProperty("macros").EnumerateObject().ToDictionary(entry => entry.Name, entry => Macro(entry.Value));
        Specials = [.. root.GetProperty("specials").EnumerateArray()
            .Select(entry => new LatexSpecial(Text(entry, "chars"), Text(entry, "text")))
            .OrderByDescending(special => special.Characters.Length)];
        EnvironmentArguments = environments.GetProperty("args").EnumerateObject()
            .ToDictionary(entry => entry.Name, entry => entry.Value.GetString()!);
        Matrices = Names(environments, "matrix");
        Blocks = Names(environments, "block");
        OwnLines = Names(environments, "newline_around");
        Alphabets = root.GetProperty("styles").EnumerateObject().ToDictionary(entry => entry.Name, entry => Style(entry.Value));
        Afterwards = [.. root.GetProperty("after").EnumerateArray().Select(pair => (pair[0].GetString()!, pair[1].GetString()!))];
    }

    public static IReadOnlyDictionary<string, MacroDefinition> Macros { get; }

    /// <summary>Longest first.</summary>
    public static IReadOnlyList<LatexSpecial> Specials { get; }

    public static IReadOnlyDictionary<string, string> EnvironmentArguments { get; }

    public static IReadOnlyDictionary<string, Alphabet> Alphabets { get; }

    /// <summary>Environments printed as a matrix.</summary>
    public static IReadOnlySet<string> Matrices { get; }

    /// <summary>Displayed math.</summary>
    public static IReadOnlySet<string> Blocks { get; }

    /// <summary>Environments on lines of their own.</summary>
    public static IReadOnlySet<string> OwnLines { get; }

    /// <summary>Replacements in the printed text.</summary>
    public static IReadOnlyList<(string From, string To)> Afterwards { get; }

    private static MacroDefinition Macro(JsonElement entry) => new(
        Text(entry, "args"),
        Enum.Parse<MacroKind>(Text(entry, "kind"), ignoreCase: true),
        entry.TryGetProperty("value", out JsonElement value) ? value.GetString()! : "");

    private static Alphabet Style(JsonElement entry) => new(
        entry.GetProperty("A").GetInt32(),
        entry.GetProperty("a").GetInt32(),
        entry.GetProperty("exceptions").EnumerateObject().ToDictionary(letter => letter.Name[0], letter => letter.Value.GetInt32()));

    private static string Text(JsonElement entry, string name) => entry.GetProperty(name).GetString()!;

    private static HashSet<string> Names(JsonElement environments, string name) =>
        [.. environments.GetProperty(name).EnumerateArray().Select(entry => entry.GetString()!)];
}
