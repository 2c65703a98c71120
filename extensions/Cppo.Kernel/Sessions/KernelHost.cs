using Cppo.Interactive.Hosting;
using Cppo.Kernel.Languages.CSharp;

namespace Cppo.Kernel.Sessions;

/// <summary>What magics see of a running cell of this kernel.</summary>
internal sealed class KernelHost(CellRun run, CSharpSession csharp) : INotebookHost
{
    /// <inheritdoc/>
    public string Name => "CPPO kernel";

    /// <inheritdoc/>
    public CancellationToken Cancellation => run.Cancellation;

    /// <inheritdoc/>
    public ILiveDisplay Display(RenderedOutput output)
    {
        string id = Guid.NewGuid().ToString("N");
        run.Output.Display(MimeBundle.Of(output), id);
        return new LiveDisplay(run, id);
    }

    /// <inheritdoc/>
    public bool TryGetValue(string name, out object? value)
    {
        bool found = csharp.Variables.TryGet(name, out CellVariable? variable);
        value = variable?.Value;
        return found;
    }

    /// <inheritdoc/>
    public void SetValue(string name, object value) => csharp.SetValue(name, value);

    private sealed class LiveDisplay(CellRun run, string id) : ILiveDisplay
    {
        public void Update(RenderedOutput output) => run.Output.UpdateDisplay(MimeBundle.Of(output), id);
    }
}
