using System.Reflection;
using Cppo.Interactive.Rendering;
using Cppo.Interactive.Tests.Packaging;
using Cppo.Interactive.Tests.Views;
using Cppo.Interactive.Views;
using Microsoft.DotNet.Interactive.Formatting;

namespace Cppo.Interactive.Tests.Rendering;

[Collection(nameof(FormatterCollection))]
public sealed class FormatterConventionTests
{
    public static TheoryData<string> ViewTypes =>
        [.. typeof(View).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(View))).Select(type => type.FullName!)];

    [Theory]
    [MemberData(nameof(ViewTypes))]
    public void Every_view_type_carries_the_attribute_that_is_found_by_name(string type)
    {
        Attribute attribute = Assert.Single(
            typeof(View).Assembly.GetType(type)!.GetCustomAttributes(inherit: true).OfType<Attribute>(),
            candidate => candidate.GetType().Name == "TypeFormatterSourceAttribute");
        object source = Activator.CreateInstance((Type)Property(attribute, "FormatterSourceType"))!;
        IEnumerable<object> formatters = (IEnumerable<object>)source.GetType().GetMethod("CreateTypeFormatters")!.Invoke(source, null)!;
        Assert.Equal((string[])Property(attribute, "PreferredMimeTypes"), formatters.Select(formatter => (string)Property(formatter, "MimeType")));
    }

    [Fact]
    public void Dot_net_interactive_formats_every_view_by_itself_also_after_a_reset()
    {
        Formatter.ResetToDefault();
        foreach ((string cell, View view) in ViewPage.All)
        {
            Assert.Equal(view.ToHtml(), view.ToDisplayString("text/html"));
            Assert.Equal(view.ToPlainText(), view.ToDisplayString("text/plain"));
            Assert.True(Formatter.GetPreferredMimeTypesFor(view.GetType()).First() == "text/html", cell);
        }
    }

    [Fact]
    public void A_formatter_leaves_alone_what_has_no_view()
    {
        using StringWriter writer = new();
        Assert.False(new ViewFormatter("text/html", view => view.ToHtml()).Format("text", writer));
        Assert.True(new ViewFormatter("text/html", view => view.ToHtml()).Format(Measured.Group, writer));
        Assert.Equal(new StripView(Measured.Group).ToHtml(), writer.ToString());
    }

    private static object Property(object instance, string name) =>
        instance.GetType().GetProperty(name, BindingFlags.Public | BindingFlags.Instance)!.GetValue(instance)!;
}
