namespace Cppo.Interactive.Magics;

/// <summary>An option of a magic.</summary>
/// <param name="Name">With its dashes: "--group".</param>
/// <param name="Value">What stands for its value in the help ("N", "name"); empty for a switch.</param>
/// <param name="Summary">One line that says what it does.</param>
/// <param name="Default">What holds where it is not given, as written on the command line; empty where nothing does.</param>
public sealed record MagicOption(string Name, string Value, string Summary, string Default = "")
{
    /// <summary>The only values it takes; empty where any is possible.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Whether it takes texts of the form name=value, too, and may be given several times.</summary>
    public bool TakesSettings { get; init; }

    /// <summary>Values beside the choices that whoever reads them checks: parts of a set and strengths, for instance.</summary>
    public Func<string, bool> Takes { get; init; } = _ => false;

    /// <summary>What completion offers beside the choices.</summary>
    public Func<IReadOnlyList<string>> Suggestions { get; init; } = () => [];

    /// <summary>Whether its value names a variable of the session; completion offers those.</summary>
    public bool NamesVariable { get; init; }

    /// <summary>Whether it takes no value.</summary>
    public bool IsSwitch => Value.Length == 0;

    /// <summary>The switch that every magic has.</summary>
    public static MagicOption Help { get; } = new("--help", "", "shows this text");

    /// <summary>The option that names the result.</summary>
    public static MagicOption As(string name) => new("--as", "name", "variable that takes the result", name);
}
