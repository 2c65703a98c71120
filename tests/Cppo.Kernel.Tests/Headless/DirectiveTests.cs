using System.IO.Compression;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cppo.Kernel.Tests.Headless;

/// <summary>Assemblies, packages and files that a cell brings in.</summary>
[Collection(KernelCollection.Name)]
public sealed class DirectiveTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task An_assembly_file_can_be_referenced()
    {
        string library = Library("Measured.One", "1.0");
        await SucceedAsync([$"#r \"{library}\"\nMeasured.One.Thing.Name", $"#r \"{library}\"\ntypeof(Measured.One.Thing).Assembly.GetName().Name"], ["Measured.One 1.0", "Measured.One"]);
        FailedCell? failed = await RunAsync(Notebooks.OfCode("#r \"nothing.dll\""));
        Assert.Contains("nothing.dll was not found", failed?.Error.Message);
    }

    [Fact]
    public async Task A_file_of_code_can_be_loaded_with_the_files_that_it_loads()
    {
        string library = Library("Measured.Two", "2.0");
        folder.Write("inner.csx", $"#r \"{library}\"\nstring Inner() => Measured.Two.Thing.Name;");
        string outer = folder.Write("outer.csx", "#load \"inner.csx\"\nstring Outer() { while (true) return Inner(); }");
        await SucceedAsync([$"#load \"{outer}\"\nOuter()"], ["Measured.Two 2.0"]);
        FailedCell? wrong = await RunAsync(Notebooks.OfCode($"#load \"{folder.Write("wrong.csx", "\nint x = nothing;")}\""));
        Assert.Contains("wrong.csx(2,9)", wrong?.Error.Traceback[0]);
        Assert.Contains("was not found", (await RunAsync(Notebooks.OfCode("#load \"none.csx\"")))?.Error.Message);
    }

    [Fact]
    public async Task A_package_is_restored_from_the_source_that_the_cell_names()
    {
        Pack("Measured.Packed", "1.2.3");
        string? before = Environment.GetEnvironmentVariable("NUGET_PACKAGES");
        Environment.SetEnvironmentVariable("NUGET_PACKAGES", folder.File("cache"));
        try
        {
            NotebookDocument document = Notebooks.OfCode($"#i \"nuget:{folder.Path}\"\n#r \"nuget: Measured.Packed, 1.2.3\"\nMeasured.Packed.Thing.Name", "#r \"nuget: Measured.Packed, 9.9\"");
            FailedCell? failed = await RunAsync(document);
            if (failed?.Error.Message.Contains("service index", StringComparison.Ordinal) == true) Assert.Skip("No package source can be reached.");
            Assert.Equal("Loaded Measured.Packed 1.2.3", NotebookText.Join(document.Cells[0].Outputs[0]!["data"]!["text/plain"]));
            Assert.Equal("Measured.Packed 1.2.3", NotebookText.Join(document.Cells[0].Outputs[1]!["data"]!["text/plain"]));
            Assert.Equal(2, failed?.Number);
            Assert.Contains("Measured.Packed 9.9 could not be restored", failed?.Error.Message);
            Assert.Contains("a version that exists", failed?.Error.Traceback[1]);
        }
        finally
        {
            Environment.SetEnvironmentVariable("NUGET_PACKAGES", before);
        }
    }

    [Theory]
    [InlineData("Cppo.Interactive")]
    [InlineData("cppo, 0.1.0")]
    [InlineData("TorchSharp-cpu, 0.107.0")]
    public async Task What_the_kernel_has_is_named_and_not_restored(string package)
    {
        NotebookDocument document = Notebooks.OfCode($"#r \"nuget: {package}\"\ntypeof(TorchSharp.torch).Name");
        Assert.Null(await RunAsync(document));
        Assert.Contains("is part of this kernel", NotebookText.Join(document.Cells[0].Outputs[0]!["data"]!["text/plain"]));
    }

    private static Task<FailedCell?> RunAsync(NotebookDocument document) => new HeadlessRunner(new QuietProgress(), null).RunAsync(document);

    private static async Task SucceedAsync(string[] cells, string[] values)
    {
        NotebookDocument document = Notebooks.OfCode(cells);
        Assert.Null(await RunAsync(document));
        Assert.Equal(values, document.Cells.Select(cell => NotebookText.Join(cell.Outputs[^1]!["data"]!["text/plain"])));
    }

    private string Library(string name, string version)
    {
        CSharpCompilation compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText($"namespace {name}; public static class Thing {{ public static string Name => \"{name} {version}\"; }}")],
            [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        string path = folder.File(name + ".dll");
        Assert.True(compilation.Emit(path).Success);
        return path;
    }

    private void Pack(string name, string version)
    {
        string library = Library(name, version);
        using ZipArchive package = ZipFile.Open(folder.File($"{name}.{version}.nupkg"), ZipArchiveMode.Create);
        package.CreateEntryFromFile(library, $"lib/net8.0/{name}.dll");
        using StreamWriter description = new(package.CreateEntry($"{name}.nuspec").Open());
        description.Write($"""
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
              <metadata><id>{name}</id><version>{version}</version><authors>a</authors><description>d</description></metadata>
            </package>
            """);
    }
}
