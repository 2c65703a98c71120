using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Cppo.Kernel.Languages.CSharp;

/// <summary>What a cell can name without saying anything: the framework, CPPO, and what the kernel was built with.</summary>
internal sealed class ScriptReferences
{
    private readonly Dictionary<string, PortableExecutableReference> byName = new(StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<string, PortableExecutableReference> documented = new(StringComparer.OrdinalIgnoreCase);

    public ScriptReferences()
    {
        string trusted = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "";
        foreach (string path in trusted.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)) Add(path);
    }

    /// <summary>Namespaces and types that every cell imports. TorchSharp's <c>torch</c> class is not among the static ones: its <c>max</c>, <c>load</c> and <c>Tensor</c> would shadow everyone's.</summary>
    public static ImmutableArray<string> Imports { get; } =
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Text", "System.Threading", "System.Threading.Tasks",
        "TorchSharp", "Cppo.Kernel.Languages", "Cppo.Kernel.Languages.NotebookFunctions", .. CppoNamespaces(),
    ];

    /// <summary>All references, for a compilation.</summary>
    public IReadOnlyCollection<PortableExecutableReference> All => byName.Values;

    /// <summary>All references with their documentation, for people.</summary>
    public IReadOnlyCollection<MetadataReference> Documented
    {
        get
        {
            foreach ((string name, PortableExecutableReference reference) in byName)
            {
                if (documented.TryGetValue(name, out PortableExecutableReference? known) && known.FilePath == reference.FilePath) continue;
                documented[name] = MetadataReference.CreateFromFile(reference.FilePath!, documentation: AssemblyDocumentation.For(reference.FilePath!));
            }

            return documented.Values;
        }
    }

    /// <summary>Adds an assembly file; one of the same name replaces it.</summary>
    /// <returns>False where the file is already referenced.</returns>
    public bool Add(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        if (byName.TryGetValue(name, out PortableExecutableReference? known) && known.FilePath == path) return false;
        byName[name] = MetadataReference.CreateFromFile(path);
        return true;
    }

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
