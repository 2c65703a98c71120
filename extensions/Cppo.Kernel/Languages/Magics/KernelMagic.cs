using Cppo.Interactive.Hosting;
using Cppo.Interactive.Magics;
using Cppo.Interactive.Views;
using Cppo.Kernel.Sessions;

namespace Cppo.Kernel.Languages.Magics;

/// <summary>Base of the kernel's own magics: reads the line, answers <c>--help</c>, and hands over with the running cell.</summary>
internal abstract class KernelMagic : IMagic
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Summary { get; }

    /// <inheritdoc/>
    public virtual string Example => Name;

    /// <inheritdoc/>
    public IReadOnlyList<MagicOption> Options => [.. Own, MagicOption.Help];

    /// <inheritdoc/>
    public virtual string? Positional => null;

    /// <summary>The options beside <c>--help</c>.</summary>
    protected virtual IReadOnlyList<MagicOption> Own => [];

    /// <inheritdoc/>
    public Task RunAsync(string arguments, INotebookHost host)
    {
        IReadOnlyDictionary<string, string> values = CommandLine.Parse(this, arguments, Positional);
        if (values.ContainsKey(MagicOption.Help.Name)) host.Display(new MagicHelpView(this).ToOutput());
        else Run(values, ((KernelHost)host).Context);
        return Task.CompletedTask;
    }

    /// <summary>What could stand next on the line beside the options; what variables there are decides.</summary>
    /// <param name="before">The words before the one that is being typed, the name first.</param>
    /// <param name="languages">The session's languages.</param>
    public virtual IEnumerable<string> Suggest(IReadOnlyList<string> before, CellLanguages languages) => [];

    /// <summary>What the magic does.</summary>
    /// <param name="values">The options as given, by name.</param>
    /// <param name="context">The running cell.</param>
    protected abstract void Run(IReadOnlyDictionary<string, string> values, CellContext context);
}

/// <summary>A magic without options.</summary>
/// <param name="name">With its sign.</param>
/// <param name="summary">One line that says what it does.</param>
/// <param name="run">What it does.</param>
internal sealed class PlainMagic(string name, string summary, Action<CellContext> run) : KernelMagic
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override string Summary => summary;

    /// <inheritdoc/>
    protected override void Run(IReadOnlyDictionary<string, string> values, CellContext context) => run(context);
}
