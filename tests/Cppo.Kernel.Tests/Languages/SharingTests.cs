namespace Cppo.Kernel.Tests.Languages;

[Collection(KernelCollection.Name)]
public sealed class SharingTests(Cells cells) : IClassFixture<Cells>
{
    [Fact]
    public async Task Set_declares_what_is_written_out()
    {
        await cells.RunAsync("#!set --name whole --value 3\n#!set --name real --value 2.5\n#!set --name text --value \"two words\"\n#!set --name yes --value true");
        Assert.Equal("5.5 two words True", (await cells.RunAsync("FormattableString.Invariant($\"{whole + real} {text} {yes}\")")).Text);
    }

    [Theory]
    [InlineData("#!share --from csharp nothing", "no variable nothing")]
    [InlineData("#!share nothing", "--from")]
    [InlineData("#!share --from python x", "--from cannot be python")]
    [InlineData("#!set --name x", "--value")]
    [InlineData("#!set --name x --value @csharp:nothing", "no variable nothing")]
    [InlineData("#!set --name x --value @y", "does not say which language")]
    [InlineData("#!shre --from csharp x", "There is no magic #!shre")]
    [InlineData("#!pwsh", "does not speak pwsh")]
    [InlineData("#!sql --nam x\nSELECT 1", "no option --nam")]
    public async Task What_is_wrong_is_said(string cell, string sentence) => Assert.Contains(sentence, (await cells.RunAsync(cell)).Error.Message);

    [Fact]
    public async Task Metadata_select_the_language_of_a_cell()
    {
        Assert.Equal("<i>x</i>", (await cells.RunAsync("<i>x</i>", "html")).Html);
        Assert.Contains("1", (await cells.RunAsync("SELECT 1", "SQL")).Text);
        Assert.Equal("2", (await cells.RunAsync("#!csharp\n1 + 1", "sql")).Text);
        Assert.Contains("does not speak cobol", (await cells.RunAsync("x", "cobol")).Error.Message);
    }

    [Fact]
    public async Task Every_magic_is_listed_and_helps()
    {
        string list = (await cells.RunAsync("#!lsmagic")).Stdout;
        Assert.All(["#!about", "#!share", "#!set", "#!sql", "#!fsharp", "#!javascript", "#!cppo-train"], name => Assert.Contains(name, list));
        Assert.Contains("DuckDB", (await cells.RunAsync("#!about")).Stdout);
        Assert.Contains("--name", (await cells.RunAsync("#!sql --help")).Outputs.ToJsonString());
        Assert.Contains("--mime-type", (await cells.RunAsync("#!share --help")).Outputs.ToJsonString());
    }

    [Fact]
    public async Task Completion_offers_magics_options_languages_and_variables()
    {
        await cells.RunAsync("var shown = 1;");
        Assert.Contains("#!sql", await CompleteAsync("#!s"));
        Assert.Contains("--from", await CompleteAsync("#!share --f"));
        Assert.Contains("fsharp", await CompleteAsync("#!share --from f"));
        Assert.Contains("shown", await CompleteAsync("#!share --from csharp sh"));
        Assert.Contains("@csharp:shown", await CompleteAsync("#!set --name a --value @cs"));
        Assert.Contains("--name", await CompleteAsync("#!sql --n"));
        MimeBundle? about = await cells.Session.Assistant.InspectAsync("#!share", 4, default);
        Assert.Contains("--from", about?.Data["text/plain"]);
    }

    private async Task<IEnumerable<string>> CompleteAsync(string cell) =>
        (await cells.Session.Assistant.CompleteAsync(cell, cell.Length, default)).Items.Select(item => item.Text);
}
