using Cppo.Interactive.Hosting;
using Cppo.Kernel.Languages;

namespace Cppo.Kernel.Sessions;

/// <summary>What magics see of a running cell of this kernel.</summary>
internal sealed class KernelHost(CellContext context) : INotebookHost
{
    /// <summary>The cell.</summary>
    public CellContext Context => context;

    /// <inheritdoc/>
    public string Name => "CPPO kernel";

    /// <inheritdoc/>
    public CancellationToken Cancellation => context.Run.Cancellation;

    /// <inheritdoc/>
    public ILiveDisplay Display(RenderedOutput output)
    {
        string id = Guid.NewGuid().ToString("N");
        context.Run.Output.Display(MimeBundle.Of(output), id);
        return new LiveDisplay(context.Run, id);
    }

    /// <inheritdoc/>
    public bool TryGetValue(string name, out object? value)
    {
        bool found = context.CSharp.Variables.TryGet(name, out CellVariable? variable);
        value = variable?.Value;
        return found;
    }

    /// <inheritdoc/>
    public void SetValue(string name, object value) => context.CSharp.SetValue(name, value);

    private sealed class LiveDisplay(CellRun run, string id) : ILiveDisplay
    {
        public void Update(RenderedOutput output) => run.Output.UpdateDisplay(MimeBundle.Of(output), id);
    }
}
