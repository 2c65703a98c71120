using System.Text.Json.Nodes;
using Cppo.Kernel.Commands;
using Cppo.Kernel.Tests.Commands;
using Cppo.Kernel.Tests.Headless;

namespace Cppo.Kernel.Tests.Jupyter;

/// <summary>The real clients of Debian's packages, with the kernel installed in a folder of its own.</summary>
[Collection(KernelCollection.Name)]
public sealed class JupyterTests : IDisposable
{
    // Debian's packages belong to the system's Python, which need not be the first on PATH.
    private const string Python = "/usr/bin/python3";
    private readonly TemporaryFolder folder = new();

    public JupyterTests() => KernelSpec.Install(KernelSpec.PrefixFolder(folder.Path), "cppo", "C# (CPPO)");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Nbconvert_executes_a_notebook_and_gives_what_our_runner_gives()
    {
        await RequireAsync("nbconvert");
        string notebook = folder.Write("in.ipynb", Notebooks.Json(
            ("markdown", "# T", null),
            ("code", "var a = 20; Console.WriteLine(\"é😀\"); await Task.Delay(1);", null),
            ("code", "var d = display(\"one\"); d.Update(\"two\"); a + 22", null),
            ("code", "new Dictionary<string, int> { [\"a\"] = 1 }", null)));
        Finished run = await Tool.StartAsync(
            Python, ["-m", "nbconvert", "--to", "notebook", "--execute", notebook, "--output", folder.File("jupyter.ipynb")], Environment());
        Assert.True(run.Code == 0, run.Error);
        Finished ours = await Tool.RunAsync("run", notebook, "--out", folder.File("ours.ipynb"));
        Assert.True(ours.Code == 0, ours.Error);
        Assert.Equal(Outputs("jupyter.ipynb"), Outputs("ours.ipynb"));
        Assert.Contains("42", Outputs("ours.ipynb"));
    }

    [Fact]
    public async Task Nbconvert_stops_at_an_error_and_shows_it()
    {
        await RequireAsync("nbconvert");
        string notebook = folder.Write("in.ipynb", Notebooks.Json(("code", "throw new Exception(\"broken here\");", null)));
        Finished run = await Tool.StartAsync(
            Python, ["-m", "nbconvert", "--to", "notebook", "--execute", notebook, "--output", folder.File("out.ipynb")], Environment());
        Assert.NotEqual(0, run.Code);
        Assert.Contains("broken here", run.Error);
    }

    [Fact]
    public async Task The_conformance_suite_passes()
    {
        await RequireAsync("jupyter_kernel_test");
        string script = Path.Combine(AppContext.BaseDirectory, "Jupyter", "conformance.py");
        Finished run = await Tool.StartAsync(Python, [script], Environment(), seconds: 300);
        // What the suite ran, with its verdicts.
        Console.WriteLine(run.Error);
        Assert.True(run.Code == 0, run.Error);
        Assert.Contains("OK", run.Error);
    }

    [Fact]
    public async Task A_notebook_that_we_write_is_one_that_jupyter_would_write()
    {
        await RequireAsync("nbformat");
        string notebook = folder.Write("in.ipynb", Notebooks.Json(
            ("markdown", "# T\n\nx\u2028y", "t"), ("code", "display(HTML(\"<b>é</b>\\n\")); Console.Write(\"a\\r\\nb\\fc\"); 1", null), ("code", "throw new Exception(\"x\");", null)));
        await Tool.RunAsync("run", notebook, "--out", folder.File("out.ipynb"));
        const string program = """
            import sys, nbformat
            text = open(sys.argv[1], encoding="utf-8", newline="").read()
            notebook = nbformat.reads(text, 4)
            nbformat.validate(notebook)
            again = nbformat.writes(notebook)
            sys.exit(0 if text == again + ("" if again.endswith("\n") else "\n") else "differs:\n" + again)
            """;
        Finished check = await Tool.StartAsync(Python, ["-c", program, folder.File("out.ipynb")], Environment());
        Assert.True(check.Code == 0, check.Error);
    }

    private static async Task RequireAsync(string module)
    {
        string reason = $"Debian's {module} is not installed.";
        if (!File.Exists(Python) || (await Tool.StartAsync(Python, ["-c", $"import {module}"], [])).Code != 0)
        {
            Console.WriteLine($"skipped: {reason}");
            Assert.Skip(reason);
        }
    }

    private Dictionary<string, string> Environment() => new()
    {
        ["JUPYTER_PATH"] = folder.File(Path.Combine("share", "jupyter")),
        ["JUPYTER_RUNTIME_DIR"] = folder.File("runtime"),
        ["IPYTHONDIR"] = folder.File("ipython"),
    };

    private string Outputs(string name)
    {
        NotebookDocument document = NotebookDocument.Read(folder.File(name));
        return string.Join('\n', document.Cells.Where(cell => cell.IsCode).Select(cell => PythonJson.Write(cell.Outputs.DeepClone())));
    }
}
