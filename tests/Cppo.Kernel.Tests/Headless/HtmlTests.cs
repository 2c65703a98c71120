using System.Text.Json.Nodes;
using Cppo.Kernel.Headless.Html;

namespace Cppo.Kernel.Tests.Headless;

public sealed class HtmlTests
{
    private const string Hostile = "</script></pre><img src=x onerror=alert(1)>\"'&\u202e\u0007";

    [Fact]
    public void Hostile_text_stays_text_wherever_it_stands()
    {
        NotebookDocument document = Notebooks.Of(("markdown", Hostile + "\n\n# " + Hostile, null), ("code", $"#!html\n{Hostile}", null), ("raw", Hostile, null));
        NotebookCell code = document.Cells[1];
        code.Outputs =
        [
            new JsonObject { ["output_type"] = "stream", ["name"] = "stdout", ["text"] = Hostile },
            new JsonObject { ["output_type"] = "error", ["ename"] = Hostile, ["evalue"] = Hostile, ["traceback"] = new JsonArray(Hostile) },
            new JsonObject { ["output_type"] = "execute_result", ["data"] = new JsonObject { ["text/plain"] = Hostile } },
            new JsonObject { ["output_type"] = "display_data", ["data"] = new JsonObject { ["text/markdown"] = Hostile } },
            new JsonObject { ["output_type"] = "display_data", ["data"] = new JsonObject { ["image/png"] = "\"" + Hostile, ["text/plain"] = Hostile } },
            new JsonObject { ["output_type"] = "display_data", ["data"] = new JsonObject { [Hostile] = "x" } },
        ];
        string page = NotebookHtml.Render(document, Hostile.Replace("/", "", StringComparison.Ordinal) + ".ipynb");
        Assert.DoesNotContain("<img src=x", page);
        Assert.DoesNotContain("</script>", page);
        Assert.Equal(1, page.Split("</main>").Length - 1);
    }

    [Fact]
    public void Markup_of_an_output_goes_in_as_it_is()
    {
        NotebookDocument document = Notebooks.OfCode("1");
        document.Cells[0].Outputs = [new JsonObject { ["output_type"] = "display_data", ["data"] = new JsonObject { ["text/html"] = "<b class=\"x\">y</b>" } }];
        Assert.Contains("<b class=\"x\">y</b>", NotebookHtml.Render(document, "x.ipynb"));
    }

    [Fact]
    public void The_view_of_an_error_stands_for_its_traceback()
    {
        NotebookDocument document = Notebooks.OfCode("1");
        document.Cells[0].Outputs =
        [
            new JsonObject { ["output_type"] = "display_data", ["data"] = new JsonObject { ["text/html"] = "<section class=\"cppo cppo-error\">wrong</section>" } },
            new JsonObject { ["output_type"] = "error", ["ename"] = "CppoException", ["evalue"] = "twice", ["traceback"] = new JsonArray("twice") },
        ];
        Assert.DoesNotContain("twice", NotebookHtml.Render(document, "x.ipynb"));
    }

    [Fact]
    public void Nothing_is_fetched_and_links_lead_only_to_pages()
    {
        MarkdownHtml markdown = new(null);
        Assert.DoesNotContain("javascript:", markdown.Render("[a](javascript:alert(1)) <javascript:alert(1)> [b](JavaScript:x) [c](vbscript:x)"));
        Assert.DoesNotContain("http://elsewhere", markdown.Render("![p](http://elsewhere/p.png)"));
        Assert.Contains("href=\"https://example.org/\"", markdown.Render("[x](https://example.org/)"));
        Assert.Contains("href=\"#part\"", markdown.Render("[x](#part)"));
        Assert.Contains("default-src 'none'", NotebookHtml.Render(Notebooks.OfCode("1"), "x.ipynb"));
    }

    [Fact]
    public void Formulas_and_tables_stay_readable()
    {
        string html = new MarkdownHtml(null).Render("$a_b * c_d < e$ and $$\\sum_i x_i$$\n\n| a | b |\n|---|--:|\n| 1 | 2 |");
        Assert.Contains("<span class=\"nb-math\">a_b * c_d &lt; e</span>", html);
        Assert.Contains("\\sum_i x_i", html);
        Assert.Contains("<td style=\"text-align: right;\">2</td>", html);
    }

    [Fact]
    public void Pictures_beside_the_notebook_and_attachments_are_put_in()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.File("p.png"), [1, 2, 3]);
        MarkdownHtml markdown = new(folder.Path);
        Assert.Contains("src=\"data:image/png;base64,AQID\" alt=\"one\"", markdown.Render("![one](p.png)"));
        JsonNode attachments = new JsonObject { ["a b.png"] = new JsonObject { ["image/png"] = "QUJD" } };
        Assert.Contains("base64,QUJD", markdown.Render("![x](attachment:a%20b.png)", attachments));
        Assert.DoesNotContain("base64", markdown.Render("![x](none.png) ![y](notes.txt)"));
    }

    [Theory]
    [InlineData("var s = \"a<b\"; // c&d", "<span class=\"nb-k\">var</span> s = <span class=\"nb-s\">&quot;a&lt;b&quot;</span>; <span class=\"nb-c\">// c&amp;d</span>")]
    [InlineData("#!time\nvar x = 1;", "<span class=\"nb-m\">#!time</span>\n<span class=\"nb-k\">var</span> x = <span class=\"nb-s\">1</span>;")]
    [InlineData("#!html\n<b>\n#!csharp\n1", "<span class=\"nb-m\">#!html</span>\n&lt;b&gt;\n<span class=\"nb-m\">#!csharp</span>\n<span class=\"nb-s\">1</span>")]
    [InlineData("var x = (1;", "<span class=\"nb-k\">var</span> x = (<span class=\"nb-s\">1</span>;")]
    public void Code_is_set_apart_and_encoded(string code, string html) => Assert.Equal(html, CodeHtml.Render(code));

    [Fact]
    public void Terminal_text_becomes_markup()
    {
        Assert.Equal("<span class=\"nb-a31\">red</span> plain", AnsiText.ToHtml("\u001b[31mred\u001b[0m plain"));
        Assert.Equal("100%", AnsiText.ToHtml("10%\r50%\r100%"));
        Assert.Equal("a[U+0007]b[U+202E]", AnsiText.ToHtml("a\u0007b\u202e\u001b[2K"));
    }

    [Fact]
    public void The_title_is_the_first_heading() =>
        Assert.Contains("<title>Look &amp; see x</title>", NotebookHtml.Render(Notebooks.Of(("markdown", "text\n\n# Look & *see* `x`", null)), "file.ipynb"));
}
