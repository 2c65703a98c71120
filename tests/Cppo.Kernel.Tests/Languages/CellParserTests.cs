namespace Cppo.Kernel.Tests.Languages;

public sealed class CellParserTests
{
    [Fact]
    public void Magics_and_code_keep_their_order_and_lines()
    {
        IReadOnlyList<CellSegment> segments = CellParser.Parse("var a = 1;\n#!time --x  y\nvar b = 2;\n#!who\n");
        Assert.Equal([SegmentKind.Code, SegmentKind.Magic, SegmentKind.Code, SegmentKind.Magic], segments.Select(segment => segment.Kind));
        Assert.Equal([0, 1, 2, 3], segments.Select(segment => segment.Line));
        Assert.Equal("#!time", segments[1].Name);
        Assert.Equal("--x  y", segments[1].Arguments);
        Assert.Equal("\n\nvar b = 2;", segments[2].Placed);
    }

    [Fact]
    public void Content_lasts_until_the_next_language()
    {
        IReadOnlyList<CellSegment> segments = CellParser.Parse("#!html\n<b>x</b>\n<i>y</i>\n#!csharp\n1 + 1");
        Assert.Equal(2, segments.Count);
        Assert.Equal((SegmentKind.Code, "html", "<b>x</b>\n<i>y</i>"), (segments[0].Kind, segments[0].Language, segments[0].Text));
        Assert.Equal((SegmentKind.Code, 4), (segments[1].Kind, segments[1].Line));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n \r\n")]
    [InlineData("#!csharp")]
    public void A_cell_without_anything_has_no_stretches(string cell) => Assert.Empty(CellParser.Parse(cell));

    [Fact]
    public void Directives_are_found_where_they_are_directives()
    {
        IReadOnlyList<ScriptDirective> found = ScriptDirectives.Find(
            "#r \"nuget: A, 1.0\"\n#i \"nuget:https://x/y\"\n#load \"a.csx\"\nvar s = @\"\n#r \"\"no\"\"\n\"; // #r \"no\"\n/*\n#r \"no\"\n*/");
        Assert.Equal([("r", "nuget: A, 1.0"), ("i", "nuget:https://x/y"), ("load", "a.csx")], found.Select(directive => (directive.Kind, directive.Value)));
    }

    [Fact]
    public void Blanked_directives_leave_every_position()
    {
        const string code = "#r \"x.dll\"\nvar a = 1;\n#load \"b\"";
        string blank = ScriptDirectives.Blank(code);
        Assert.Equal(code.Length, blank.Length);
        Assert.Equal(code.IndexOf("var", StringComparison.Ordinal), blank.IndexOf("var", StringComparison.Ordinal));
        Assert.DoesNotContain("#r", blank);
        Assert.Contains("#load", blank);
    }
}
