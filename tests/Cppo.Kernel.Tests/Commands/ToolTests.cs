using System.Text.Json.Nodes;
using Cppo.Kernel.Commands;
using Cppo.Kernel.Tests.Headless;

namespace Cppo.Kernel.Tests.Commands;

public sealed class ToolTests
{
    [Fact]
    public async Task A_failing_notebook_gives_code_1_the_cell_and_what_was_written_until_then()
    {
        using TemporaryFolder folder = new();
        string notebook = folder.Write("in.ipynb", Notebooks.Json(
            ("markdown", "# Failing", null), ("code", "var count = 1;", "parameters"),
            ("code", "Console.Write($\"count {count}\");", null), ("code", "\nint zero = 0;\ncount / zero", null), ("code", "Console.Write(\"never\");", null)));
        Finished run = await Tool.RunAsync("run", notebook, "--out", folder.File("sub/out.ipynb"), "--html", folder.File("out.html"), "--set", "count=7");
        Assert.Equal(1, run.Code);
        Assert.Contains("Failed in cell [4], line 3: count / zero", run.Error);
        Assert.Contains("DivideByZeroException", run.Error);
        Assert.DoesNotContain("\u001b", run.Error);
        Assert.Equal("", run.Output);

        NotebookDocument written = NotebookDocument.Read(folder.File("sub/out.ipynb"));
        Assert.Equal("count 7", NotebookText.Join(written.Cells[3].Outputs[0]!["text"]));
        Assert.Equal("error", written.Cells[4].Outputs[0]!["output_type"]!.GetValue<string>());
        Assert.Contains("count 7", await File.ReadAllTextAsync(folder.File("out.html"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_interrupted_run_writes_what_it_has()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("The signal is sent by a shell.");
        using TemporaryFolder folder = new();
        string notebook = folder.Write("in.ipynb", Notebooks.Json(
            ("code", "Console.Write(\"kept\");", null),
            ("code", $"File.WriteAllText({System.Text.Json.JsonSerializer.Serialize(folder.File("pid"))}, $\"{{Environment.ProcessId}}\"); while (true) {{ }}", null)));
        Task<Finished> running = Tool.RunAsync("run", notebook, "--out", folder.File("out.ipynb"));
        while (!File.Exists(folder.File("pid")) || new FileInfo(folder.File("pid")).Length == 0) await Task.Delay(50, TestContext.Current.CancellationToken);
        await Tool.StartAsync("/bin/sh", ["-c", $"kill -INT {File.ReadAllText(folder.File("pid"))}"], []);
        Finished run = await running;
        Assert.Equal(130, run.Code);
        NotebookDocument written = NotebookDocument.Read(folder.File("out.ipynb"));
        Assert.Equal("kept", NotebookText.Join(written.Cells[0].Outputs[0]!["text"]));
        Assert.Equal("Interrupted", written.Cells[1].Outputs[0]!["ename"]!.GetValue<string>());
    }

    [Fact]
    public async Task Wrong_commands_are_answered_with_advice()
    {
        Finished missing = await Tool.RunAsync("run", "none.ipynb");
        Assert.Equal(1, missing.Code);
        Assert.Contains("none.ipynb was not found", missing.Error);
        Assert.DoesNotContain("   at ", missing.Error);
        using TemporaryFolder folder = new();
        string notebook = folder.Write("in.ipynb", Notebooks.Json(("code", "1", null)));
        Finished unset = await Tool.RunAsync("run", notebook, "--set", "steps");
        Assert.Equal(2, unset.Code);
        Assert.Contains("--set name=value", unset.Error);
    }

    [Fact]
    public void The_kernel_spec_starts_this_program_wherever_it_is_called_from()
    {
        using TemporaryFolder folder = new();
        string written = KernelSpec.Install(KernelSpec.PrefixFolder(folder.Path), "cppo", "C# (CPPO)");
        Assert.Equal(folder.File(Path.Combine("share", "jupyter", "kernels", "cppo")), written);
        JsonNode spec = JsonNode.Parse(File.ReadAllText(Path.Combine(written, "kernel.json")))!;
        string[] argv = [.. spec["argv"]!.AsArray().Select(part => part!.GetValue<string>())];
        Assert.True(Path.IsPathRooted(argv[0]) && File.Exists(argv[0]));
        Assert.Equal(typeof(KernelSpec).Assembly.Location, argv[1]);
        Assert.Equal(["kernel", "start", "{connection_file}"], argv[2..]);
        Assert.Equal(("C#", "message", "C# (CPPO)"), (
            spec["language"]!.GetValue<string>(), spec["interrupt_mode"]!.GetValue<string>(), spec["display_name"]!.GetValue<string>()));
        Assert.True(KernelSpec.Uninstall(KernelSpec.PrefixFolder(folder.Path), "cppo"));
        Assert.False(KernelSpec.Uninstall(KernelSpec.PrefixFolder(folder.Path), "cppo"));
        Assert.Throws<CppoException>(() => KernelSpec.Install(folder.Path, "../x", "x"));
    }

    [Fact]
    public async Task A_warm_start_writes_both_models_and_is_not_made_twice()
    {
        using TemporaryFolder folder = new();
        string[] command = ["warmstart", "--out", folder.File("models"), "--steps", "1", "--samples", "70", "--evaluate", "4"];
        Finished first = await Tool.RunAsync(command), again = await Tool.RunAsync(command);
        Assert.True(first.Code == 0, first.Error);
        Assert.Contains("warm start, reading: step 1 of 1, loss 5.", first.Output);
        Assert.True(File.Exists(folder.File("models/starter/model.safetensors")));
        Assert.True(File.Exists(folder.File("models/guesser/tokenizer.json")));
        Assert.True(File.Exists(folder.File("models/reading/tokenizer.json")));
        Assert.Equal(0, again.Code);
        Assert.DoesNotContain("loss", again.Output);
    }
}
