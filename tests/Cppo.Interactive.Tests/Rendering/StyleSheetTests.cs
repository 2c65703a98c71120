using System.Reflection;
using System.Text.RegularExpressions;
using Cppo.Interactive.Rendering;

namespace Cppo.Interactive.Tests.Rendering;

public sealed partial class StyleSheetTests
{
    public static TheoryData<string> Names =>
        [.. typeof(View).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".css", StringComparison.Ordinal)).Select(name => name.Split('.')[^2])];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_selector_is_ours_and_nothing_is_fetched(string name)
    {
        string sheet = Read(name);
        Assert.DoesNotContain("url(", sheet, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", sheet, StringComparison.Ordinal);
        foreach (Match rule in Selectors().Matches(sheet))
        {
            string selectors = rule.Groups[1].Value.Trim();
            if (selectors.StartsWith('@')) continue;
            Assert.All(
                Split(selectors),
                selector => Assert.True(selector.Contains(".cppo", StringComparison.Ordinal), $"{name}: {selector}"));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sheets_are_small_and_lose_no_rule_when_blanks_go(string name)
    {
        string sheet = Read(name), element = StyleSheets.Elements(name).Markup;
        string own = element[element.LastIndexOf("<style", StringComparison.Ordinal)..];
        Assert.InRange(own.Length, 100, 7_400);
        Assert.Equal(sheet.Count(c => c == '{'), own.Count(c => c == '{'));
        Assert.DoesNotContain("/*", own, StringComparison.Ordinal);
        foreach (Match calc in Calculations().Matches(sheet)) Assert.Contains(calc.Value, own, StringComparison.Ordinal);
    }

    // At commas outside parentheses.
    private static IEnumerable<string> Split(string selectors)
    {
        int depth = 0, start = 0;
        for (int i = 0; i < selectors.Length; i++)
        {
            depth += selectors[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (selectors[i] != ',' || depth > 0) continue;
            yield return selectors[start..i];
            start = i + 1;
        }

        yield return selectors[start..];
    }

    private static string Read(string name)
    {
        Assembly assembly = typeof(View).Assembly;
        using StreamReader reader = new(assembly.GetManifestResourceStream($"Cppo.Interactive.Rendering.Styles.{name}.css")!);
        return Comment().Replace(reader.ReadToEnd(), "");
    }

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"([^{}]+)\{")]
    private static partial Regex Selectors();

    [GeneratedRegex(@"calc\([^;]*\)")]
    private static partial Regex Calculations();
}
