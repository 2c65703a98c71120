using System.Xml.Linq;
using Cppo.Interactive.Rendering;
using FsCheck.Xunit;

namespace Cppo.Interactive.Tests.Rendering;

public sealed class TextEncoderTests
{
    [Theory]
    [InlineData("a<b>&\"'", "a&lt;b&gt;&amp;&quot;&#39;")]
    [InlineData("x\u202Ey", "x<span class=\"cppo-ctl\">U+202E</span>y")]
    [InlineData("\u001B[0m", "<span class=\"cppo-ctl\">U+001B</span>[0m")]
    [InlineData("one\ntwo", "one<br/>two")]
    [InlineData("漢字 é 👍", "漢字 é 👍")]
    public void Text_becomes_text(string text, string markup) => Assert.Equal(markup, TextEncoder.Text(text));

    [Fact]
    public void Lone_surrogates_are_boxed() =>
        Assert.Equal("<span class=\"cppo-ctl\">U+D800</span>a", TextEncoder.Text("\uD800a"));

    [Theory]
    [InlineData("a\u202E\"\n", "a[U+202E]&quot;⏎")]
    [InlineData("<img>", "&lt;img&gt;")]
    public void Attributes_hold_no_element(string text, string markup) => Assert.Equal(markup, TextEncoder.Attribute(text));

    [Fact]
    public void White_space_of_tokens_is_visible() =>
        Assert.Equal("<i class=\"cppo-ws\">␣</i>blue<i class=\"cppo-ws\">⏎</i>", TextEncoder.Token(" blue\n"));

    [Fact]
    public void Terminals_get_one_line_without_control_sequences() =>
        Assert.Equal("a[U+001B][31m⏎<b>", TextEncoder.Terminal("a\u001B[31m\n<b>"));

    [Property(MaxTest = 500)]
    public void Any_string_parses_and_reads_back(string? text)
    {
        XElement element = XElement.Parse($"<p title=\"{TextEncoder.Attribute(text)}\">{TextEncoder.Text(text)}{TextEncoder.Token(text)}</p>");
        Assert.DoesNotContain(element.Descendants(), child => child.Name.LocalName is not ("span" or "i" or "br"));
        Assert.DoesNotContain(TextEncoder.Terminal(text), char.IsControl);
    }

    [Fact]
    public void A_template_encodes_for_the_place_of_its_hole()
    {
        string hostile = "\"><b>\u202E";
        Assert.Equal(
            "<a title=\"&quot;&gt;&lt;b&gt;[U+202E]\">&quot;&gt;&lt;b&gt;<span class=\"cppo-ctl\">U+202E</span></a>",
            Html.Of($"<a title=\"{hostile}\">{hostile}</a>").Markup);
        Assert.Equal("<i class=\"x 3\"><b>1</b></i>", Html.Of($"<i class=\"{"x"} {3}\">{Html.Of($"<b>{1}</b>")}</i>").Markup);
    }

    [Fact]
    public void A_cut_never_splits_a_character() => Assert.Equal("a", TextEncoder.Clip("a👍b", 2));
}
