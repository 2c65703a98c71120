using System.Text.Json.Nodes;

namespace Cppo.Kernel.Tests.Headless;

/// <summary>CPPO's magics inside this kernel: they show, store, and are stopped where nothing is lost.</summary>
[Collection(KernelCollection.Name)]
public sealed class MagicsTests
{
    [Fact]
    public async Task A_magic_shows_its_view_and_stores_its_result_for_code()
    {
        NotebookDocument document = Notebooks.OfCode("var before = 1;\n#!cppo-doctor --as machine\nmachine.Checks.Count > before", "#!lsmagic", "#!whos");
        Assert.Null(await RunAsync(document));
        string first = document.Cells[0].Outputs.ToJsonString();
        Assert.Contains("cppo-doctor", first);
        Assert.Equal("True", NotebookText.Join(document.Cells[0].Outputs[^1]!["data"]!["text/plain"]));
        Assert.Contains("#!cppo-rollout", document.Cells[1].Outputs.ToJsonString());
        Assert.Contains("DoctorReport", document.Cells[2].Outputs.ToJsonString());
    }

    [Fact]
    public async Task A_wrong_option_is_one_sentence_and_one_piece_of_advice()
    {
        NotebookDocument document = Notebooks.OfCode("#!cppo-doctor --modle x");
        FailedCell? failed = await RunAsync(document);
        Assert.Equal(2, failed?.Error.Traceback.Count);
        Assert.Contains("--model", failed?.Error.Traceback[1]);
        Assert.Equal(["display_data", "error"], document.Cells[0].Outputs.Select(output => output!["output_type"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Training_that_is_stopped_keeps_its_steps_and_goes_on()
    {
        NotebookDocument document = Notebooks.OfCode("#!cppo-train --steps 100000 --prompts 1 --group 2 --tokens 4 --eval 0");
        FailedCell? failed = await RunAsync(document, TimeSpan.FromSeconds(8));
        Assert.Equal("Timeout", failed?.Error.Name);
        Assert.Contains("every finished step is kept", document.Cells[0].Outputs.ToJsonString());
    }

    private static Task<FailedCell?> RunAsync(NotebookDocument document, TimeSpan? timeout = null) =>
        new HeadlessRunner(new QuietProgress(), timeout).RunAsync(document);
}

/// <summary>Hears and says nothing.</summary>
internal sealed class QuietProgress : IRunProgress
{
    public void Started(int index, int count, NotebookCell cell)
    {
    }

    public void Ended(int index, int count, NotebookCell cell, TimeSpan time, CellError? error)
    {
    }
}
