namespace Cppo.Kernel.Tests.Languages;

[Collection(KernelCollection.Name)]
public sealed class FSharpTests(Cells cells) : IClassFixture<Cells>
{
    [Fact]
    public async Task Cells_share_what_they_declare_and_show_their_last_value()
    {
        RanCell declared = await cells.RunAsync("#!fsharp\nlet square x = x * x\nprintfn \"hello %d\" 3\nConsole.WriteLine \"there\"");
        Assert.Null(declared.Outcome.Error);
        Assert.Null(declared.Outcome.Value);
        Assert.Equal("hello 3\nthere\n", declared.Stdout);
        Assert.Equal("49", (await cells.RunAsync("#!f#\nsquare 7")).Text);
        Assert.Equal("2", (await cells.RunAsync("let a = 1;;\nlet b = a + 1;;\nb", "fsharp")).Text);
    }

    [Fact]
    public async Task Words_of_the_language_are_not_hidden_by_imports()
    {
        RanCell found = await cells.RunAsync("#!fsharp\n[ Some 1; None ] |> List.choose id |> Seq.toArray |> Array.sum, (Ok 3 : Result<int, string>), Set.ofList [ 1; 1 ], Map.empty<int, int>, ref 2");
        Assert.Null(found.Outcome.Error);
    }

    [Fact]
    public async Task Values_have_the_views_that_they_have_in_csharp()
    {
        Assert.Contains("cppo-doctor", (await cells.RunAsync("#!fsharp\nDoctor.Examine(ShippedModels.Starter)")).Html);
        Assert.DoesNotContain("Tail", (await cells.RunAsync("#!fsharp\n[ {| A = 1 |} ]")).Html);
        Assert.Contains("<table>", (await cells.RunAsync("#!fsharp\n[ {| A = 1; B = \"<b>\" |} ]")).Html.Replace("<table cl", "<table>", StringComparison.Ordinal));
        Assert.Contains("3", (await cells.RunAsync("#!fsharp\ndisplay(3) |> ignore")).Outputs.ToJsonString());
        Assert.Contains("cppo-tensor", (await cells.RunAsync("#!fsharp\ntorch.ones(2L, 3L)")).Html);
    }

    [Theory]
    [InlineData("#!fsharp\nlet ok = 1\nlet wrong = ok + \"a\"", 3, "CompilationError")]
    [InlineData("var first = 1;\n#!fsharp\n\nlet x =", 4, "CompilationError")]
    [InlineData("#!fsharp\nlet rec deep (x: int) : int =\n  if x = 0 then failwith \"broken\"\n  else deep (x - 1)\n\ndeep 3", 3, "Exception")]
    public async Task Errors_know_their_line_in_the_cell(string cell, int line, string name)
    {
        CellError error = (await cells.RunAsync(cell)).Error;
        Assert.Equal((line, name), (error.Line, error.Name));
        Assert.DoesNotContain("MethodBaseInvoker", string.Join('\n', error.Traceback));
    }

    [Fact]
    public async Task Warnings_are_said()
    {
        Assert.Contains("(2,7): warning FS0025", (await cells.RunAsync("#!fsharp\nmatch Some 1 with Some x -> x")).Stdout);
    }

    [Fact]
    public async Task Values_travel_by_reference_between_csharp_and_fsharp()
    {
        await OkAsync("var shared = new List<int> { 1 }; int? none = null; object nothing = null; var own = new Own(5);\nrecord Own(int Value);");
        await OkAsync("#!fsharp\n#!share --from csharp shared\n#!share --from csharp none\n#!share --from csharp nothing\nshared.Add 2");
        Assert.Equal("2", (await cells.RunAsync("shared.Count")).Text);
        Assert.Equal("Own { Value = 5 }", (await cells.RunAsync("#!fsharp\n#!share --from csharp own\nstring own")).Text);
        await OkAsync("#!fsharp\ntype Row = { Id: int; Name: string }\nlet rows = [ for i in 1 .. 3 -> { Id = i; Name = $\"row {i}\" } ]\nlet numbers = [| 1.5; 2.5 |]");
        Assert.Equal("4", (await cells.RunAsync("#!set --name taken --value @fsharp:numbers\ntaken.Sum()")).Text);
        Assert.Equal("3", (await cells.RunAsync("#!share --from fsharp rows --as list\nSystem.Linq.Enumerable.Count(list.Cast<object>())")).Text);
        Assert.Contains("row 3", (await cells.RunAsync("#!sql\nSELECT Name FROM rows WHERE Id = 3")).Text);
        Assert.Contains("row 2", (await cells.RunAsync("#!javascript\n#!share --from fsharp rows\nreturn rows;")).Html);
    }

    [Fact]
    public async Task Variables_are_those_of_the_language_in_which_the_magic_stands()
    {
        await cells.RunAsync("var onlyCSharp = 1;\n#!fsharp\nlet onlyFSharp = [ 1; 2 ]");
        string shown = (await cells.RunAsync("#!fsharp\n#!whos")).Stdout;
        Assert.Contains("onlyFSharp", shown);
        Assert.DoesNotContain("onlyCSharp", shown);
        Assert.DoesNotContain("onlyFSharp", (await cells.RunAsync("#!who")).Stdout);
    }

    [Fact]
    public async Task Completion_and_inspection_know_earlier_cells()
    {
        await cells.RunAsync("#!fsharp\nlet measured = [ 1.5 ]");
        CodeCompletions found = await cells.Session.Assistant.CompleteAsync("var x = 1;\n#!fsharp\nmeasured.Hea", 32, default);
        CodeCompletion head = Assert.Single(found.Items, item => item.Text == "Head");
        Assert.Contains("float", head.Description);
        Assert.Equal(29, found.Start);
        MimeBundle? about = await cells.Session.Assistant.InspectAsync("#!fsharp\nList.map", 15, default);
        Assert.Contains("val map", about?.Data["text/plain"]);
    }

    [Theory]
    [InlineData("let mutable i = 0L\nwhile true do i <- i + 1L")]
    [InlineData("System.Threading.Thread.Sleep 60000")]
    [InlineData("let rec spin () : unit = spin ()\nspin ()")]
    public async Task Loops_and_waits_are_interrupted_and_the_session_lives_on(string code)
    {
        await cells.RunAsync("#!fsharp\nlet kept = 11");
        Task<RanCell> running = cells.RunAsync("#!fsharp\n" + code);
        await Task.Delay(1200);
        cells.Session.Interrupt();
        Assert.True((await running).Error.Interrupted);
        Assert.Equal("12", (await cells.RunAsync("#!fsharp\nkept + 1")).Text);
    }

    private async Task OkAsync(string code)
    {
        RanCell cell = await cells.RunAsync(code);
        Assert.True(cell.Outcome.Error is null, string.Join('\n', cell.Outcome.Error?.Traceback ?? []));
    }
}
