using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;

namespace Cppo.Interactive.Rendering;

/// <summary>
/// The style sheets that travel with the markup: one base sheet and one per view, written readably in Rendering/Styles and
/// emitted without blanks and comments. Emitting one twice does no harm.
/// </summary>
public static partial class StyleSheets
{
    private static readonly ConcurrentDictionary<string, string> Cache = new();

    /// <summary>The base sheet and the named sheets as style elements.</summary>
    /// <param name="names">File names without extension ("rollout").</param>
    public static Html Elements(params IEnumerable<string> names) =>
        new(string.Concat(names.Prepend("base").Distinct().Select(name => Cache.GetOrAdd(name, Element))));

    private static string Element(string name)
    {
        using Stream stream = typeof(StyleSheets).Assembly.GetManifestResourceStream($"Cppo.Interactive.Rendering.Styles.{name}.css")
            ?? throw new InvalidOperationException($"There is no style sheet {name}.css.");
        using StreamReader reader = new(stream, Encoding.UTF8);
        return $"<style data-cppo=\"{name}\">{Minify(reader.ReadToEnd())}</style>";
    }

    private static string Minify(string sheet)
    {
        StringBuilder output = new(sheet.Length);
        foreach (string line in Comment().Replace(sheet, "").Split('\n'))
        {
            string rule = line.Trim();
            if (rule.Length == 0) continue;
            rule = Declaration().Replace(rule, "$1:");
            rule = rule.Replace(" {", "{").Replace(", ", ",").Replace(" > ", ">");
            output.Append(rule);
        }

        return output.Replace(";}", "}").ToString();
    }

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^(-{0,2}[a-z0-9-]+): ")]
    private static partial Regex Declaration();
}
