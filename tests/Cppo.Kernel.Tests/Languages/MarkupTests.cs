namespace Cppo.Kernel.Tests.Languages;

[Collection(KernelCollection.Name)]
public sealed class MarkupTests(Cells cells) : IClassFixture<Cells>
{
    [Fact]
    public async Task Markdown_is_rendered_and_keeps_its_source()
    {
        RanCell shown = await cells.RunAsync("#!markdown\n# Title\n\n<b>own</b> $a_b$ [x](javascript:alert(1))");
        Assert.Contains("<h1", shown.Html);
        Assert.Contains("<b>own</b>", shown.Html);
        Assert.Contains("\\(a_b\\)", shown.Html);
        Assert.DoesNotContain("javascript:", shown.Html);
        Assert.StartsWith("# Title", shown.Part("text/markdown"));
    }

    [Fact]
    public async Task Mermaid_is_its_source_with_its_type()
    {
        RanCell shown = await cells.RunAsync("#!mermaid\nflowchart LR\n  a[\"<b>\"] --> b");
        Assert.Equal("flowchart LR\n  a[\"<b>\"] --> b", shown.Part("text/vnd.mermaid"));
        Assert.Contains("&lt;b&gt;", shown.Html);
        Assert.Contains("flowchart LR\n", shown.Html);
    }

    [Fact]
    public async Task JavaScript_brings_a_sentence_and_the_values_that_it_names()
    {
        await cells.RunAsync("var told = new[] { \"</script><b>\", \"a\\u2028\" }; var silent = 5;");
        RanCell shown = await cells.RunAsync("#!javascript\n#!share --from csharp told\n#!set --name silent --value @csharp:silent\nconsole.log(told, '</script>');\nreturn told.length;");
        Assert.Contains("drawn by JavaScript", shown.Html);
        Assert.Equal(1, shown.Html.Split("</script", StringSplitOptions.None).Length - 1);
        Assert.Contains("const told = [\"\\u003C/script\\u003E\\u003Cb\\u003E\",\"a\\u2028\"];", shown.Html);
        Assert.DoesNotContain("silent", shown.Html);
        Assert.Contains("'<\\/script>'", shown.Html);
    }

    [Fact]
    public async Task Data_frames_and_results_reach_JavaScript_as_rows()
    {
        await cells.RunAsync("#!sql --name rows\nSELECT 1 AS a, 'x' AS b UNION ALL SELECT 2, NULL");
        RanCell shown = await cells.RunAsync("#!js\n#!share --from csharp rows --as data\ndata");
        Assert.Contains("const data = [{\"a\":1,\"b\":\"x\"},{\"a\":2,\"b\":null}];", shown.Html);
        Assert.Contains("data", (await cells.RunAsync("#!js\n#!who")).Stdout);
    }

    [Theory]
    [InlineData("html")]
    [InlineData("markdown")]
    [InlineData("mermaid")]
    public async Task Languages_without_variables_say_so(string language)
    {
        await cells.RunAsync("var x = 1;");
        Assert.Contains("no variables", (await cells.RunAsync($"#!{language}\n#!share --from csharp x")).Error.Message);
    }

    [Fact]
    public async Task A_value_too_large_for_an_output_is_refused()
    {
        await cells.RunAsync("var large = new string('x', 600000);");
        Assert.Contains("KB", (await cells.RunAsync("#!javascript\n#!share --from csharp large")).Error.Message);
    }
}
