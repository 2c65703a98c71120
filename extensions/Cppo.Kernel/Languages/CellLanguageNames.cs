namespace Cppo.Kernel.Languages;

/// <summary>The languages of this kernel by the names that selectors and notebook metadata use.</summary>
internal static class CellLanguageNames
{
    /// <summary>The language of a cell that names none.</summary>
    public const string CSharp = "csharp";

    /// <summary>F#.</summary>
    public const string FSharp = "fsharp";

    /// <summary>SQL.</summary>
    public const string Sql = "sql";

    /// <summary>JavaScript, for the reader's browser.</summary>
    public const string JavaScript = "javascript";

    /// <summary>Markup.</summary>
    public const string Html = "html";

    /// <summary>Markdown.</summary>
    public const string Markdown = "markdown";

    /// <summary>Diagrams.</summary>
    public const string Mermaid = "mermaid";

    private static readonly Dictionary<string, string> Labels = new(StringComparer.Ordinal)
    {
        [CSharp] = "C#", [FSharp] = "F#", [Sql] = "SQL", [JavaScript] = "JavaScript", [Html] = "HTML", [Markdown] = "Markdown", [Mermaid] = "Mermaid",
    };

    private static readonly Dictionary<string, string> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["c#"] = CSharp, ["cs"] = CSharp, ["f#"] = FSharp, ["fs"] = FSharp, ["js"] = JavaScript, ["md"] = Markdown, ["duckdb"] = Sql,
        // What Polyglot Notebooks writes for its own first kernel.
        [".net"] = CSharp, ["dotnet-interactive"] = CSharp,
    };

    /// <summary>All names, C# first.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Labels.Keys];

    /// <summary>The name for an alias such as "f#"; null for a language that the kernel does not speak.</summary>
    public static string? Find(string name) =>
        Aliases.GetValueOrDefault(name) ?? Labels.Keys.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The language that a line selects (<c>#!fsharp</c>); null where it is no selector.</summary>
    public static string? Selected(string magic) => magic.StartsWith("#!", StringComparison.Ordinal) ? Find(magic[2..]) : null;

    /// <summary>How people write the language's name.</summary>
    public static string Label(string name) => Labels[name];
}
