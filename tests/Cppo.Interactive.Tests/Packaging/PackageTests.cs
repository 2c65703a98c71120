using System.IO.Compression;
using System.Xml.Linq;
using Cppo.Pages.Tests;

namespace Cppo.Interactive.Tests.Packaging;

/// <summary>Packs what was built and looks into the packages; no registry is asked.</summary>
public sealed class PackageTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cppo-package-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task The_packages_hold_the_script_the_libraries_and_the_shipped_models_beside_them()
    {
        using ZipArchive interactive = await Pack("extensions", "Cppo.Interactive"), library = await Pack("src", "Cppo");

        string[] files = [.. interactive.Entries.Select(entry => entry.FullName)];
        Assert.Contains("interactive-extensions/dotnet/extension.dib", files);
        Assert.Contains("lib/net10.0/Cppo.Interactive.dll", files);
        Assert.Contains("README.md", files);
        using StreamReader script = new(interactive.GetEntry("interactive-extensions/dotnet/extension.dib")!.Open());
        Assert.Equal(await File.ReadAllTextAsync(ExtensionScript.Path), await script.ReadToEndAsync());

        string shipped = Path.Combine(Repository.Root, "src", "Cppo", "Checkpoints");
        IEnumerable<string> models = Directory.EnumerateFiles(shipped, "*", SearchOption.AllDirectories)
            .Select(file => "lib/net10.0/Checkpoints/" + Path.GetRelativePath(shipped, file).Replace('\\', '/'));
        files = [.. library.Entries.Select(entry => entry.FullName).Where(name => name.StartsWith("lib/", StringComparison.Ordinal) || name.StartsWith("content", StringComparison.Ordinal))];
        Assert.Equal(models.Concat(["lib/net10.0/Cppo.dll", "lib/net10.0/Cppo.xml"]).Order(), files.Order());

        string[] needed = Dependencies(interactive);
        Assert.Contains("Cppo", needed);
        Assert.Contains("Microsoft.Data.Analysis", needed);
        Assert.DoesNotContain(needed, name => name.StartsWith("Microsoft.DotNet.Interactive", StringComparison.Ordinal));
        needed = Dependencies(library);
        Assert.Contains("TorchSharp", needed);
        Assert.Contains(needed, name => name.StartsWith("libtorch-", StringComparison.Ordinal));
        Assert.Contains("SkiaSharp", needed);
        Assert.Contains("Microsoft.ML.Tokenizers", needed);
    }

    private async Task<ZipArchive> Pack(string room, string project)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        (int exitCode, string output) = await Repository.Run(
            "dotnet", ["pack", Path.Combine(room, project), "-c", configuration, "--no-build", "--nologo", "-v", "quiet", "-nodeReuse:false", "-o", folder.FullName]);
        Assert.True(exitCode == 0, output);
        return ZipFile.OpenRead(Assert.Single(folder.GetFiles($"{project}.?.*.nupkg")).FullName);
    }

    private static string[] Dependencies(ZipArchive package)
    {
        using Stream manifest = package.Entries.Single(entry => entry.Name.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return [.. XDocument.Load(manifest).Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value)];
    }
}
