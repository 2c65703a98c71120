using System.Text.Json.Nodes;

namespace Cppo.Pages.Tests;

public sealed class NotebookTests(ExecutedQuickstart quickstart)
{
    public static TheoryData<string> Committed =>
        [.. Directory.EnumerateFiles(Repository.Notebooks, "*.ipynb").Select(path => Path.GetFileName(path)!)];

    [Fact]
    public void The_headless_runner_executes_the_quickstart()
    {
        Assert.True(quickstart.ExitCode == 0, quickstart.Output);
        Assert.Empty(Errors(JsonNode.Parse(File.ReadAllText(quickstart.Notebook))!));
    }

    [Fact]
    public async Task Jupyter_executes_the_quickstart_with_our_kernel()
    {
        const string python = "/usr/bin/python3";
        (int found, _) = File.Exists(python) ? await Repository.Run(python, ["-c", "import nbconvert"]) : (1, "");
        Assert.SkipUnless(found == 0, "The system's python3 has no nbconvert; './cppo.sh test' installs it where it can.");

        string folder = Directory.CreateTempSubdirectory("cppo-jupyter-").FullName;
        try
        {
            (int installed, string report) = await Repository.Run("dotnet", [Repository.Tool, "kernel", "install", "--prefix", folder]);
            Assert.True(installed == 0, report);

            // The notebook as the runner left it: its parameters are set to few steps there, its outputs are made anew here.
            string copy = Path.Combine(folder, "copy.ipynb");
            File.Copy(quickstart.Notebook, copy);
            (int executed, string output) = await Repository.Run(
                python,
                ["-m", "nbconvert", "--to", "notebook", "--execute", "--ExecutePreprocessor.kernel_name=cppo", "--output", "executed.ipynb", copy],
                new Dictionary<string, string> { ["JUPYTER_PATH"] = Path.Combine(folder, "share", "jupyter"), ["HOME"] = folder });
            Assert.True(executed == 0, output);
            JsonNode notebook = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "executed.ipynb")))!;
            Assert.Empty(Errors(notebook));
            Assert.All(CodeCells(notebook), cell => Assert.NotNull(cell["execution_count"]));
            Assert.Contains("cppo-strip", notebook.ToJsonString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Committed))]
    public void Committed_notebooks_were_executed_in_order_without_errors_and_stay_small(string name)
    {
        string path = Path.Combine(Repository.Notebooks, name);
        JsonNode notebook = JsonNode.Parse(File.ReadAllText(path))!;
        Assert.Empty(Errors(notebook));
        Assert.Equal(
            Enumerable.Range(1, CodeCells(notebook).Count()),
            CodeCells(notebook).Select(cell => (int)cell["execution_count"]!));
        Assert.Contains(CodeCells(notebook), cell => cell["outputs"]!.AsArray().Count > 0);
        Assert.InRange(new FileInfo(path).Length, 1, 3_000_000);
    }

    private static IEnumerable<JsonNode> CodeCells(JsonNode notebook) =>
        notebook["cells"]!.AsArray().Where(cell => (string?)cell!["cell_type"] == "code"
            && string.Concat(cell["source"] is JsonArray lines ? lines.Select(line => (string?)line) : [(string?)cell["source"]]).Trim().Length > 0)!;

    private static IEnumerable<string> Errors(JsonNode notebook) =>
        CodeCells(notebook).SelectMany(cell => cell["outputs"]!.AsArray())
            .Where(output => (string?)output!["output_type"] == "error")
            .Select(output => output!.ToJsonString());
}
