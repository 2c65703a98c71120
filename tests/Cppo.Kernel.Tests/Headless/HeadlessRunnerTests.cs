using System.Text.Json.Nodes;

namespace Cppo.Kernel.Tests.Headless;

[Collection(KernelCollection.Name)]
public sealed class HeadlessRunnerTests
{
    [Fact]
    public async Task Outputs_and_counts_go_into_the_notebook()
    {
        NotebookDocument document = Notebooks.Of(("markdown", "# T", null), ("code", "Console.Write(\"a\");\nConsole.Write(\"b\");\n1 + 1", null), ("code", " ", null), ("code", "3", null));
        Assert.Null(await RunAsync(document));
        NotebookCell cell = document.Cells[1];
        Assert.Equal(1, cell.ExecutionCount);
        Assert.Equal(["stream", "execute_result"], Types(cell));
        Assert.Equal("ab", NotebookText.Join(cell.Outputs[0]!["text"]));
        Assert.Null(document.Cells[2].ExecutionCount);
        Assert.Equal(2, document.Cells[3].ExecutionCount);
    }

    [Fact]
    public async Task Running_twice_gives_the_same_bytes()
    {
        string once = await WrittenAsync(Notebooks.OfCode("var d = display(1); d.Update(2);", "new Dictionary<string, int> { [\"a\"] = 1 }", "HTML(\"<b>x</b>\")"));
        Assert.Equal(once, await WrittenAsync(NotebookDocument.Parse(once, "x")));
        Assert.DoesNotContain("display_id", once);
    }

    [Fact]
    public async Task The_first_failure_ends_the_run_and_is_named()
    {
        NotebookDocument document = Notebooks.OfCode("Console.Write(\"before\");", "var a = 1;\nthrow new Exception(\"broken <x>\");", "Console.Write(\"never\");");
        FailedCell? failed = await RunAsync(document);
        Assert.NotNull(failed);
        Assert.Equal((2, 2, "throw new Exception(\"broken <x>\");"), (failed.Number, failed.Line, failed.SourceLine));
        Assert.Equal("broken <x>", failed.Error.Message);
        Assert.Equal(["stream"], Types(document.Cells[0]));
        Assert.Equal(["error"], Types(document.Cells[1]));
        Assert.Empty(document.Cells[2].Outputs);
    }

    [Fact]
    public async Task Old_outputs_are_gone_even_of_cells_that_were_not_reached()
    {
        NotebookDocument document = Notebooks.OfCode("throw new Exception();", "1");
        document.Cells[1].Outputs = [new JsonObject { ["output_type"] = "stream", ["name"] = "stdout", ["text"] = "old" }];
        await RunAsync(document);
        Assert.Empty(document.Cells[1].Outputs);
    }

    [Fact]
    public async Task A_cell_beyond_its_time_is_stopped()
    {
        NotebookDocument document = Notebooks.OfCode("Console.Write(\"a\"); while (true) { }");
        FailedCell? failed = await RunAsync(document, TimeSpan.FromSeconds(1.5));
        Assert.Equal("Timeout", failed?.Error.Name);
        Assert.Equal(["stream", "error"], Types(document.Cells[0]));
    }

    [Fact]
    public async Task A_flood_of_text_is_cut_and_says_so()
    {
        NotebookDocument document = Notebooks.OfCode("for (int i = 0; i < 100_000; i++) Console.WriteLine(\"0123456789\");");
        Assert.Null(await RunAsync(document));
        string text = NotebookText.Join(document.Cells[0].Outputs[0]!["text"]);
        Assert.InRange(text.Length, 1, 512 * 1024);
        Assert.EndsWith("[showing 500000 of 1100000 characters; write to a file to keep them all]\n", text);
    }

    [Fact]
    public async Task A_data_frame_is_a_table()
    {
        NotebookDocument document = Notebooks.OfCode("using Microsoft.Data.Analysis;\nnew DataFrame(new DoubleDataFrameColumn(\"<x>\", new[] { 1.5, -2 }))");
        Assert.Null(await RunAsync(document));
        JsonNode data = document.Cells[0].Outputs[0]!["data"]!;
        Assert.Contains("&lt;x&gt;", NotebookText.Join(data["text/html"]));
        Assert.Contains("−2", NotebookText.Join(data["text/plain"]));
    }

    [Fact]
    public async Task A_question_is_refused_with_advice()
    {
        FailedCell? failed = await RunAsync(Notebooks.OfCode("Console.ReadLine()"));
        Assert.Contains("nobody is there", failed?.Error.Message);
    }

    [Fact]
    public async Task A_later_cell_can_replace_what_an_earlier_one_showed()
    {
        NotebookDocument document = Notebooks.OfCode("var d = display(\"first\");", "d.Update(\"second\");");
        Assert.Null(await RunAsync(document));
        Assert.Equal("second", NotebookText.Join(document.Cells[0].Outputs[0]!["data"]!["text/plain"]));
        Assert.Empty(document.Cells[1].Outputs);
    }

    [Fact]
    public async Task Languages_that_are_not_there_say_so()
    {
        FailedCell? failed = await RunAsync(Notebooks.OfCode("#!python\nx = 1"));
        Assert.Equal("This kernel does not speak python.", failed?.Error.Message);
        Assert.Contains("no magic #!nothing", (await RunAsync(Notebooks.OfCode("#!nothing")))?.Error.Message);
    }

    private static async Task<string> WrittenAsync(NotebookDocument document)
    {
        Assert.Null(await RunAsync(document));
        return document.Write();
    }

    private static Task<FailedCell?> RunAsync(NotebookDocument document, TimeSpan? timeout = null) =>
        new HeadlessRunner(new QuietProgress(), timeout).RunAsync(document);

    private static IEnumerable<string> Types(NotebookCell cell) => cell.Outputs.Select(output => output!["output_type"]!.GetValue<string>());
}
