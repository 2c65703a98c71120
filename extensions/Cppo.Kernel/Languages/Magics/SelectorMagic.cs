using Cppo.Interactive.Magics;
using Cppo.Kernel.Sessions;

namespace Cppo.Kernel.Languages.Magics;

/// <summary>Selects the language of the lines that follow. It runs only where it is asked for help; the parser of cells does the selecting.</summary>
/// <param name="language">The language.</param>
internal sealed class SelectorMagic(string language) : KernelMagic
{
    /// <summary>The option of SQL that stores the result.</summary>
    public const string ResultName = "--name";

    /// <inheritdoc/>
    public override string Name => $"#!{language}";

    /// <inheritdoc/>
    public override string Summary => $"the following lines are {CellLanguageNames.Label(language)}";

    /// <inheritdoc/>
    public override string Example => language == CellLanguageNames.Sql ? $"{Name} {ResultName} best" : Name;

    /// <inheritdoc/>
    protected override IReadOnlyList<MagicOption> Own => language == CellLanguageNames.Sql
        ? [new(ResultName, "name", "variable of C# that takes the result as a data frame")]
        : [];

    /// <inheritdoc/>
    protected override void Run(IReadOnlyDictionary<string, string> values, CellContext context)
    {
    }
}
