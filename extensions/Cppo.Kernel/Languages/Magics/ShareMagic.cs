using Cppo.Interactive.Magics;
using Cppo.Kernel.Sessions;
using Cppo.Runtime;

namespace Cppo.Kernel.Languages.Magics;

/// <summary>
/// Brings a variable of another language into the one in which it stands: by reference between C# and F#, as a table to SQL, as
/// JSON to JavaScript.
/// </summary>
internal sealed class ShareMagic : KernelMagic
{
    private const string From = "--from", Variable = "--variable", As = "--as", Type = "--mime-type";

    /// <inheritdoc/>
    public override string Name => "#!share";

    /// <inheritdoc/>
    public override string Summary => "brings a variable of another language into this one";

    /// <inheritdoc/>
    public override string Example => "#!share --from csharp rollouts --as groups";

    /// <inheritdoc/>
    public override string Positional => Variable;

    /// <inheritdoc/>
    protected override IReadOnlyList<MagicOption> Own { get; } =
    [
        new(From, "language", "language that has the variable") { Choices = CellLanguageNames.All },
        new(Variable, "name", "the variable; the option's name may be left out"),
        new(As, "name", "name in this language; the same where it is not given"),
        new(Type, "type", "share the text that the value has in this MIME type instead of the value"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<string> Suggest(IReadOnlyList<string> before, CellLanguages languages)
    {
        int from = before.ToList().IndexOf(From);
        string? language = from >= 0 && from + 1 < before.Count ? CellLanguageNames.Find(before[from + 1]) : null;
        return language is null || before[^1] is From or As or Type ? [] : languages.Of(language).Variables().Select(variable => variable.Name);
    }

    /// <inheritdoc/>
    protected override void Run(IReadOnlyDictionary<string, string> values, CellContext context)
    {
        string name = values.GetValueOrDefault(Variable) ?? throw new CppoException($"{Name} needs the name of a variable.", $"Write {Example}.");
        string from = values.GetValueOrDefault(From) ?? throw new CppoException($"{Name} needs {From} with the language that has {name}.", $"Write {Example}.");
        object? value = SharedVariable.Read(context.Languages, from, name);
        if (values.TryGetValue(Type, out string? type)) value = SharedVariable.AsText(value, type);
        context.Languages.Of(context.Language).SetValue(values.GetValueOrDefault(As) ?? name, value);
    }
}
