using Cppo.Kernel.Languages.CSharp;

namespace Cppo.Kernel.Sessions;

/// <summary>What the stretches of a running cell share.</summary>
/// <param name="Run">The run.</param>
/// <param name="CSharp">The session's C#.</param>
/// <param name="Name">What the cell is called in traces.</param>
internal sealed record CellContext(CellRun Run, CSharpSession CSharp, string Name)
{
    /// <summary>What is done once the cell has ended well.</summary>
    public List<Action> AtEnd { get; } = [];

    /// <summary>What magics see of the cell.</summary>
    public KernelHost Host { get; } = new(Run, CSharp);
}
