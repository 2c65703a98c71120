using Cppo.Interactive.Hosting;
using Cppo.Interactive.Views;

namespace Cppo.Interactive.Magics;

/// <summary>Base of the magics: reads the line, answers <c>--help</c>, and hands over.</summary>
internal abstract class Magic : IMagic
{
    private IReadOnlyList<MagicOption>? options;

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Summary { get; }

    /// <inheritdoc/>
    public abstract string Example { get; }

    /// <inheritdoc/>
    public IReadOnlyList<MagicOption> Options => options ??= [.. Own, MagicOption.Help];

    /// <summary>The options beside <c>--help</c>.</summary>
    protected abstract IReadOnlyList<MagicOption> Own { get; }

    /// <inheritdoc/>
    public virtual string? Positional => null;

    /// <summary>What the magic does. Tensors are worked on synchronously, on the thread of the cell.</summary>
    protected abstract void Run(MagicCall call);

    /// <inheritdoc/>
    public Task RunAsync(string arguments, INotebookHost host)
    {
        IReadOnlyDictionary<string, string> values = CommandLine.Parse(this, arguments, Positional);
        if (values.ContainsKey(MagicOption.Help.Name))
        {
            host.Display(new MagicHelpView(this).ToOutput());
            return Task.CompletedTask;
        }

        using IDisposable scope = Notebook.Use(host);
        MagicCall call = new(this, values, host);
        try
        {
            Run(call);
        }
        catch (OperationCanceledException) when (host.Cancellation.IsCancellationRequested && !call.SaidWhatIsKept)
        {
            host.Display(new(null, $"{Name} was interrupted: nothing was stored and nothing is changed. The same line starts it again."));
            throw;
        }

        return Task.CompletedTask;
    }
}
