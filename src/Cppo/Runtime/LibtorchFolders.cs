using System.Runtime.InteropServices;

namespace Cppo.Runtime;

/// <summary>Where native libraries of the packages can lie: build output, package cache, or a folder that the user names.</summary>
internal static class LibtorchFolders
{
    public static string RuntimeIdentifier { get; } =
        "linux-" + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    /// <summary>Folders that exist, the most specific first.</summary>
    public static IEnumerable<string> Candidates()
    {
        string? named = Environment.GetEnvironmentVariable("CPPO_LIBTORCH");
        IEnumerable<string> all = (named is null ? [] : new[] { named })
            .Concat(HostFolders())
            .Concat(OutputFolders())
            .Concat(PackageFolders());
        return all.Where(Directory.Exists).Select(Path.GetFullPath).Distinct();
    }

    // The folders that the runtime itself would search for this application.
    private static IEnumerable<string> HostFolders() =>
        ((string?)AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string> OutputFolders()
    {
        foreach (string root in new[] { AppContext.BaseDirectory, FolderOf(typeof(Libtorch)) })
        {
            if (root.Length == 0) continue;
            yield return root;
            yield return Path.Combine(root, "runtimes", RuntimeIdentifier, "native");
        }
    }

    // In a package cache: CACHE/torchsharp/VERSION/lib/net8.0/TorchSharp.dll. The type is named without touching it.
    private static IEnumerable<string> PackageFolders()
    {
        string[] roots =
        [
            Path.Combine(FolderOf(typeof(Libtorch)), "..", "..", "..", ".."),
            Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? "",
            Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
        ];
        foreach (string root in roots.Where(root => root.Length > 0 && Directory.Exists(Path.Combine(root, "torchsharp"))))
        {
            IEnumerable<string> packages = Directory.EnumerateDirectories(root, "libtorch-cuda-*")
                .Concat(Directory.EnumerateDirectories(root, "libtorch-cpu-" + RuntimeIdentifier))
                .Append(Path.Combine(root, "torchsharp"));
            foreach (string package in packages)
            foreach (string version in Directory.EnumerateDirectories(package).OrderDescending())
                yield return Path.Combine(version, "runtimes", RuntimeIdentifier, "native");
        }
    }

    private static string FolderOf(Type type) => Path.GetDirectoryName(type.Assembly.Location) ?? "";
}
