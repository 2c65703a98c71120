using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Cppo.Kernel.Languages.CSharp;

/// <summary>What a cell can name without saying anything: the framework, CPPO, and what the kernel was built with.</summary>
internal sealed class ScriptReferences
{
    private readonly Dictionary<string, string> byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<PortableExecutableReference> inOrder = [];
    private readonly List<PortableExecutableReference> documented = [];

    public ScriptReferences()
    {
        string trusted = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "";
        foreach (string path in trusted.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Where(path => !IsCompiler(path))) Add(path);
    }

    /// <summary>Namespaces and types that every cell imports. TorchSharp's <c>torch</c> class is not among the static ones: its <c>max</c>, <c>load</c> and <c>Tensor</c> would shadow everyone's.</summary>
    public static ImmutableArray<string> Imports { get; } =
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Text", "System.Threading", "System.Threading.Tasks",
        "TorchSharp", "Cppo.Kernel.Languages", "Cppo.Kernel.Languages.NotebookFunctions", .. CppoNamespaces(),
    ];

    /// <summary>How many references there are.</summary>
    public int Count => inOrder.Count;

    /// <summary>The references in the order in which they came, without the first ones: a cell inherits those that the cell before it had.</summary>
    public IReadOnlyList<PortableExecutableReference> After(int first) => inOrder[first..];

    /// <summary>The same with their documentation, for people.</summary>
    public IReadOnlyList<PortableExecutableReference> DocumentedAfter(int first)
    {
        for (int i = documented.Count; i < inOrder.Count; i++)
        {
            string path = inOrder[i].FilePath!;
            documented.Add(MetadataReference.CreateFromFile(path, documentation: AssemblyDocumentation.For(path)));
        }

        return documented[first..];
    }

    /// <summary>Adds an assembly file.</summary>
    /// <returns>False where the file is already referenced.</returns>
    public bool Add(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        if (byName.TryGetValue(name, out string? known) && known == path) return false;
        byName[name] = path;
        inOrder.Add(MetadataReference.CreateFromFile(path));
        return true;
    }

    // 21 MB that no cell names and that every first cell would read.
    private static bool IsCompiler(string path) => Path.GetFileName(path) is "FSharp.Compiler.Service.dll" or "FSharp.DependencyManager.Nuget.dll";

    /// <summary>Whether an assembly of this simple name is referenced.</summary>
    public bool Contains(string assemblyName) => byName.ContainsKey(assemblyName);

    // The library's rooms and the notebook's views, whatever they are called by now.
    private static IEnumerable<string> CppoNamespaces() =>
        new[] { typeof(Runtime.Libtorch), typeof(Interactive.Hosting.INotebookHost) }
            .SelectMany(type => type.Assembly.GetExportedTypes())
            .Select(type => type.Namespace)
            .OfType<string>()
            .Distinct()
            .Order(StringComparer.Ordinal);
}
