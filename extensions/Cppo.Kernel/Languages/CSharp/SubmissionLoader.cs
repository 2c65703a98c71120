using System.Reflection;
using System.Runtime.Loader;
using Cppo.Runtime;

namespace Cppo.Kernel.Languages.CSharp;

/// <summary>
/// Brings compiled cells and referenced assemblies into the default load context, where the kernel's own assemblies are: a type
/// in a cell is then the same type as in the kernel.
/// </summary>
internal sealed class SubmissionLoader : IDisposable
{
    private readonly Dictionary<string, Assembly> submissions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> files = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> natives = new(StringComparer.OrdinalIgnoreCase);

    public SubmissionLoader()
    {
        AssemblyLoadContext.Default.Resolving += Resolve;
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += ResolveNative;
    }

    /// <summary>Loads a compiled cell, and libtorch where the cell is the first to name TorchSharp.</summary>
    /// <exception cref="CppoException">The cell uses tensors, and libtorch cannot be loaded.</exception>
    public Assembly Load(MemoryStream image, MemoryStream symbols)
    {
        Assembly assembly = AssemblyLoadContext.Default.LoadFromStream(image, symbols);
        // TorchSharp's own search for libtorch fails on older systems, and copies 480 MB before it does.
        if (assembly.GetReferencedAssemblies().Any(reference => reference.Name == "TorchSharp")) Libtorch.Require();
        lock (submissions) submissions[assembly.GetName().Name!] = assembly;
        return assembly;
    }

    /// <summary>Makes an assembly file known; it is loaded when it is first needed.</summary>
    public void AddFile(string path)
    {
        lock (submissions) files[Path.GetFileNameWithoutExtension(path)] = path;
    }

    /// <summary>Makes a native library known, by its file name with and without prefix and ending.</summary>
    public void AddNative(string path)
    {
        string name = Path.GetFileName(path);
        string bare = Path.GetFileNameWithoutExtension(name);
        lock (submissions)
        {
            natives[name] = path;
            natives[bare] = path;
            if (bare.StartsWith("lib", StringComparison.Ordinal)) natives[bare[3..]] = path;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        AssemblyLoadContext.Default.Resolving -= Resolve;
        AssemblyLoadContext.Default.ResolvingUnmanagedDll -= ResolveNative;
    }

    private Assembly? Resolve(AssemblyLoadContext context, AssemblyName name)
    {
        string? file;
        lock (submissions)
        {
            if (submissions.TryGetValue(name.Name!, out Assembly? submission)) return submission;
            files.TryGetValue(name.Name!, out file);
        }

        return file is null ? null : context.LoadFromAssemblyPath(file);
    }

    private nint ResolveNative(Assembly assembly, string name)
    {
        string? file;
        lock (submissions) natives.TryGetValue(name, out file);
        return file is null ? 0 : System.Runtime.InteropServices.NativeLibrary.Load(file);
    }
}
