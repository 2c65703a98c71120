using Cppo.Interactive.Rendering;
using Cppo.Interactive.Tests.Packaging;
using Cppo.Interactive.Tests.Views;
using Microsoft.Data.Analysis;
using Microsoft.DotNet.Interactive.Formatting;
using Found = Cppo.Interactive.Rendering.Views;

namespace Cppo.Interactive.Tests.Rendering;

/// <summary>What every type with a view owes: markup, a table for terminals, named columns, formatters; a new type cannot be forgotten.</summary>
[Collection(nameof(FormatterCollection))]
public sealed class ViewTypeTests(ViewedValues values) : IClassFixture<ViewedValues>
{
    [Fact]
    public void Every_type_has_a_value_here()
    {
        Type[] without = [.. Found.Types.Where(type => !values.All.Any(value => type.IsInstanceOfType(value)))];
        Assert.True(without.Length == 0, $"Put a value into {nameof(ViewedValues)}: {string.Join(", ", without.Select(type => type.Name))}");
    }

    [Fact]
    public void Every_value_is_markup_a_text_of_lines_and_rows_with_named_columns()
    {
        Assert.Multiple([.. values.All.Select<object, Action>(value => () =>
        {
            View view = Assert.IsAssignableFrom<View>(Found.For(value));
            HostileTextTests.AssertClean(view, "");
            AssertReadable(value, view);
            if (value is not DataFrame) Assert.True(view.ToData().Rows.Count > 0, $"{view.GetType().Name}: no row");
        })]);
    }

    [Fact]
    public void Nothing_to_show_is_said_and_no_view_throws()
    {
        Assert.Multiple([.. ViewedValues.Empty.Select<object, Action>(value => () =>
        {
            View view = Assert.IsAssignableFrom<View>(Found.For(value));
            HostileTextTests.AssertClean(view, "");
            AssertReadable(value, view);
        })]);
    }

    [Fact]
    public void Dot_net_interactive_formats_every_type_and_lists_of_them_as_the_extension_registers_them()
    {
        Formatter.ResetToDefault();
        try
        {
            foreach (Type type in Found.Types)
            {
                foreach (ViewFormatter formatter in new ViewFormatterSource().CreateTypeFormatters().Cast<ViewFormatter>())
                    Formatter.Register(type, (value, writer) => formatter.Format(value, writer), formatter.MimeType);
                Formatter.SetPreferredMimeTypesFor(type, "text/html", "text/plain");
            }

            foreach (object value in values.All)
            {
                IView view = Found.For(value)!;
                Assert.Equal(view.ToHtml(), value.ToDisplayString("text/html"));
                Assert.Equal(view.ToPlainText(), value.ToDisplayString("text/plain"));
            }
        }
        finally
        {
            Formatter.ResetToDefault();
        }
    }

    private static void AssertReadable(object value, View view)
    {
        string name = $"{view.GetType().Name} of {value.GetType().Name}", plain = view.ToPlainText();
        Assert.False(string.IsNullOrWhiteSpace(plain), name);
        Assert.False(plain.Contains("NaN", StringComparison.Ordinal) && value is not Cppo.Runtime.TensorSummary and not TorchSharp.torch.Tensor, $"{name}: {plain}");
        Assert.DoesNotContain("Infinity", plain, StringComparison.Ordinal);
        DataFrame rows = view.ToData();
        if (value is DataFrame) return;
        Assert.True(rows.Columns.Count > 0, $"{name}: no column");
        Assert.All(rows.Columns, column => Assert.Matches(@"^[a-zA-Z0-9_ %@./+:·×-]+$", column.Name));
    }
}
