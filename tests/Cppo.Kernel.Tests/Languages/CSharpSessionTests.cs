namespace Cppo.Kernel.Tests.Languages;

[Collection(KernelCollection.Name)]
public sealed class CSharpSessionTests : IDisposable
{
    private readonly CSharpSession session = new();

    public void Dispose() => session.Dispose();

    [Theory]
    [InlineData("1", true)]
    [InlineData("Math.Max(1, 2);", false)]
    [InlineData("// nothing\nusing System.Globalization;", false)]
    [InlineData("(string)null", true)]
    [InlineData("Console.Write(\"\")", false)]
    [InlineData("var x = 1;", false)]
    [InlineData("await Task.Yield()", false)]
    [InlineData("", false)]
    public async Task Only_an_expression_at_the_end_is_a_value(string code, bool present) =>
        Assert.Equal(present, (await RunAsync(code)).Present);

    [Fact]
    public async Task Types_of_the_library_are_the_kernels_own()
    {
        CellValue value = await RunAsync("typeof(Cppo.Runtime.CppoException)");
        Assert.Same(typeof(CppoException), value.Value);
    }

    [Fact]
    public async Task Tensors_work_without_any_preparation()
    {
        CellValue value = await RunAsync("using (var t = torch.ones(2, 3)) { total = t.sum().item<float>(); }\nstatic float total; total");
        Assert.Equal(6f, value.Value);
    }

    [Fact]
    public async Task What_a_failing_cell_declared_before_it_failed_is_kept()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync("var before = 5;\nthrow new InvalidOperationException();\nvar after = 6;"));
        Assert.Equal(5, (await RunAsync("before + after")).Value);
    }

    [Fact]
    public async Task A_later_declaration_hides_an_earlier_one()
    {
        await RunAsync("var x = 1; int Show() => x;");
        await RunAsync("var x = \"new\";");
        Assert.Equal("new1", (await RunAsync("x + Show()")).Value);
        CellVariable only = Assert.Single(session.Variables.All(), variable => variable.Name == "x");
        Assert.Equal("new", only.Value);
    }

    [Fact]
    public async Task Usings_last()
    {
        await RunAsync("using System.Globalization;\nusing Text = System.Text.StringBuilder;");
        Assert.Equal("a", (await RunAsync("new Text(CultureInfo.InvariantCulture.TextInfo.ToLower(\"A\")).ToString()")).Value);
    }

    [Fact]
    public async Task Values_go_in_under_their_type_and_come_out()
    {
        session.SetValue("numbers", new List<(int, string[])> { (1, ["a"]) });
        session.SetValue("hidden", new Hidden { Name = "h" });
        session.SetValue("pairs", new Dictionary<string, int?[,]> { ["a"] = new int?[1, 1] });
        Assert.Equal("a", (await RunAsync("numbers[0].Item2[0]")).Value);
        Assert.Equal("h", (await RunAsync("hidden.Name")).Value);
        Assert.Null((await RunAsync("pairs[\"a\"][0, 0]")).Value);
        Assert.True(session.Variables.TryGet("numbers", out _));
        Assert.False(session.Variables.TryGet("none", out _));
        Assert.Throws<CppoException>(() => session.SetValue("not a name", 1));
    }

    [Fact]
    public async Task An_error_in_syntax_is_not_followed_by_errors_of_meaning()
    {
        CellCompilationException error = await Assert.ThrowsAsync<CellCompilationException>(() => RunAsync("\nvar x = (1;\nnothing"));
        Assert.Equal(["error CS1026"], error.Problems.Select(found => found.Heading));
        CellError shown = CompilationErrors.Format(error);
        Assert.Equal(2, shown.Line);
    }

    [Fact]
    public async Task Using_var_gets_a_hint()
    {
        CellCompilationException error = await Assert.ThrowsAsync<CellCompilationException>(() => RunAsync("using var s = new MemoryStream();"));
        Assert.Contains("using (var x = ...)", CompilationErrors.Format(error).Traceback[^1]);
    }

    public abstract class Shown
    {
        public string Name { get; init; } = "";
    }

    private sealed class Hidden : Shown;

    private Task<CellValue> RunAsync(string code) => session.RunAsync(code, "cell 1", TestContext.Current.CancellationToken);
}
