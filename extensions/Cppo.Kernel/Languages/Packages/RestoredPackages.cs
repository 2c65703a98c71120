using System.Text.Json;

namespace Cppo.Kernel.Languages.Packages;

/// <summary>What a restore came to.</summary>
/// <param name="Versions">The version of every package that was asked for.</param>
/// <param name="Assemblies">Files to reference, those of dependencies too.</param>
/// <param name="Natives">Native libraries that they bring.</param>
internal sealed record RestoredPackages(
    IReadOnlyDictionary<string, string> Versions, IReadOnlyList<string> Assemblies, IReadOnlyList<string> Natives)
{
    /// <summary>Reads the file that NuGet leaves behind (<c>project.assets.json</c>).</summary>
    public static RestoredPackages Read(string assetsFile)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(assetsFile));
        JsonElement root = document.RootElement;
        string[] folders = [.. root.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name)];
        JsonElement libraries = root.GetProperty("libraries");
        // Two targets: without a system, and for this one. The second has the files for this system.
        JsonElement target = root.GetProperty("targets").EnumerateObject().OrderBy(entry => entry.Name.Length).Last().Value;

        Dictionary<string, string> versions = new(StringComparer.OrdinalIgnoreCase);
        List<string> assemblies = [];
        List<string> natives = [];
        foreach (JsonProperty library in target.EnumerateObject())
        {
            string[] name = library.Name.Split('/');
            versions[name[0]] = name[1];
            if (!libraries.GetProperty(library.Name).TryGetProperty("path", out JsonElement path)) continue;
            string? folder = folders.Select(root => Path.Combine(root, path.GetString()!)).FirstOrDefault(Directory.Exists);
            if (folder is null) continue;
            assemblies.AddRange(Files(library.Value, "runtime", folder).Where(file => file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)));
            natives.AddRange(Files(library.Value, "native", folder));
        }

        return new(versions, assemblies, natives);
    }

    private static IEnumerable<string> Files(JsonElement library, string kind, string folder)
    {
        if (!library.TryGetProperty(kind, out JsonElement files)) return [];
        // "_._" stands for "nothing to add, the framework has it".
        return [.. files.EnumerateObject()
            .Select(file => Path.GetFullPath(Path.Combine(folder, file.Name)))
            .Where(file => Path.GetFileName(file) != "_._")];
    }
}
