using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Cppo.Interactive.Rendering;

namespace Cppo.Interactive.Tests.Views;

public sealed partial class HostileTextTests
{
    /// <summary>What views consist of; nothing else may appear where they are shown.</summary>
    public static IReadOnlySet<string> Elements { get; } = new HashSet<string>
    {
        "b", "br", "caption", "circle", "code", "dd", "details", "div", "dl", "dt", "figcaption", "figure", "g", "i", "img", "li", "ol", "p", "path",
        "polygon", "polyline", "rect", "section", "span", "style", "summary", "svg", "table", "tbody", "td", "text", "th", "thead", "tr", "tspan", "wbr",
    };

    private static readonly HashSet<string> Attributes =
    [
        "alt", "aria-hidden", "aria-label", "class", "colspan", "cx", "cy", "d", "data-cppo", "data-wide", "fill", "fill-opacity", "height", "hidden", "open", "points", "r", "role",
        "scope", "src", "stroke", "stroke-dasharray", "stroke-linejoin", "stroke-width", "style", "tabindex", "text-anchor", "title", "viewBox", "width", "x", "y",
    ];

    public static TheoryData<int> Texts => [.. Enumerable.Range(0, Hostile.Corpus.Count)];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Hostile_text_stays_text_in_every_view(int index)
    {
        foreach (View view in Hostile.Views(Hostile.Corpus[index])) AssertClean(view, Hostile.Corpus[index]);
    }

    [Fact]
    public void Measured_views_keep_the_same_rules()
    {
        foreach ((_, View view) in ViewPage.All) AssertClean(view, "");
    }

    [Fact]
    public void A_megabyte_of_text_fits_the_budget_of_an_output()
    {
        string huge = string.Concat(Enumerable.Repeat("<b>&\u202E \uD800", 100_000));
        foreach (View view in Hostile.Views(huge))
        {
            string html = view.ToHtml();
            Assert.InRange(Encoding.UTF8.GetByteCount(html), 1, View.OutputLimit);
            XElement.Parse("<root>" + html + "</root>");
        }
    }

    internal static void AssertClean(View view, string text)
    {
        string html = view.ToHtml(), name = view.GetType().Name;
        XElement root = XElement.Parse("<root>" + html + "</root>"); // well-formed: nothing broke out
        foreach (XElement element in root.Descendants())
        {
            Assert.True(Elements.Contains(element.Name.LocalName), $"{name}: element {element.Name}");
            foreach (XAttribute attribute in element.Attributes()) AssertAttribute(name, attribute);
        }

        XElement[] sections = [.. root.Elements("section")];
        Assert.True(sections.Length == 1, $"{name}: one root");
        Assert.StartsWith("cppo ", (string)sections[0].Attribute("class")!, StringComparison.Ordinal);
        Assert.All(root.Elements("style"), style => Assert.DoesNotContain("<", style.Value, StringComparison.Ordinal));
        Assert.All(root.Descendants("table"), table => Assert.NotNull(table.Element("caption")));
        Assert.All(root.Descendants("th"), header => Assert.NotNull(header.Attribute("scope")));
        Assert.All(root.Descendants("img"), picture => Assert.NotNull(picture.Attribute("alt")));
        Assert.DoesNotContain(html, c => char.IsControl(c) && c != '\n');
        Assert.DoesNotContain('\u202E', html);

        string plain = view.ToPlainText();
        Assert.DoesNotContain(plain, c => char.IsControl(c) && c != '\n');
        Assert.DoesNotContain('\u202E', plain);
        Assert.NotNull(view.ToData());
        if (text.Contains("<img", StringComparison.Ordinal) && name is not ("PictureView" or "PicturesView" or "SeenPictureView" or "SelectionView" or "DumpView"))
        {
            Assert.Contains(root.DescendantNodes().OfType<XText>(), node => node.Value.Contains("<img src=x", StringComparison.Ordinal));
        }
    }

    private static void AssertAttribute(string view, XAttribute attribute)
    {
        string name = attribute.Name.LocalName, value = attribute.Value;
        Assert.True(Attributes.Contains(name), $"{view}: attribute {name}=\"{value}\"");
        switch (name)
        {
            case "class":
                Assert.All(value.Split(' '), one => Assert.StartsWith("cppo", one, StringComparison.Ordinal));
                break;
            case "src":
                Assert.StartsWith("data:image/png;base64,", value, StringComparison.Ordinal);
                break;
            case "style":
                Assert.True(Properties().IsMatch(value), $"{view}: style {value}");
                break;
        }
    }

    [GeneratedRegex(@"^(--[a-z]:-?[0-9.]+;?)+$")]
    private static partial Regex Properties();
}
