[assembly: AssemblyFixture(typeof(Cppo.Pages.Tests.ExecutedQuickstart))]

namespace Cppo.Pages.Tests;

/// <summary>The quickstart, executed once by the headless runner with few steps, as a notebook and as a page.</summary>
public sealed class ExecutedQuickstart : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("cppo-pages-").FullName;

    public string Notebook => Path.Combine(folder, "quickstart.ipynb");

    public string Page => Path.Combine(folder, "quickstart.html");

    public int ExitCode { get; private set; }

    public string Output { get; private set; } = "";

    public async ValueTask InitializeAsync() => (ExitCode, Output) = await Repository.Run("dotnet",
    [
        Repository.Tool, "run", Path.Combine(Repository.Notebooks, "01-quickstart.ipynb"),
        "--out", Notebook, "--html", Page, "--set", "steps=3", "--set", "heldOut=40",
    ]);

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
