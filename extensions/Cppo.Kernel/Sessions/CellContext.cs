using Cppo.Kernel.Languages;
using Cppo.Kernel.Languages.CSharp;

namespace Cppo.Kernel.Sessions;

/// <summary>What the stretches of a running cell share.</summary>
/// <param name="Run">The run.</param>
/// <param name="Languages">The session's languages.</param>
/// <param name="Name">What the cell is called in traces.</param>
internal sealed record CellContext(CellRun Run, CellLanguages Languages, string Name)
{
    private KernelHost? host;

    /// <summary>The session's C#.</summary>
    public CSharpSession CSharp => Languages.CSharp.Session;

    /// <summary>The language in which the running stretch stands.</summary>
    public string Language { get; set; } = CellLanguageNames.CSharp;

    /// <summary>What is done once the cell has ended well.</summary>
    public List<Action> AtEnd { get; } = [];

    /// <summary>What magics see of the cell.</summary>
    public KernelHost Host => host ??= new(this);
}
