using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Cppo.Runtime;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Cppo.Exchange;

/// <summary>Configurations in YAML as dotted keys and texts.</summary>
internal static partial class YamlText
{
    private const int Deepest = 64, MostKeys = 100_000;

    /// <summary>Writes settings as nested mappings in the order of their first keys.</summary>
    public static string Of(IEnumerable<KeyValuePair<string, string>> settings)
    {
        StringBuilder text = new();
        Write(text, 0, [.. settings.Select(setting => (setting.Key.Split('.'), setting.Value))], 0);
        return text.ToString();
    }

    /// <summary>Reads a document: mappings by dotted keys, lists of plain values as one text, references to other keys resolved.</summary>
    /// <exception cref="CppoException">It is no YAML, no mapping, uses aliases, or is deeper than any configuration.</exception>
    public static Dictionary<string, string> Read(string name, string text)
    {
        Dictionary<string, string> settings = [];
        try
        {
            Parser parser = new(new StringReader(text));
            parser.Consume<StreamStart>();
            if (!parser.Accept<DocumentStart>(out _)) throw Wrong(name, "is empty");
            parser.Consume<DocumentStart>();
            if (!parser.Accept<MappingStart>(out _)) throw Wrong(name, "holds no mapping");
            Collect(name, parser, "", 0, settings);
        }
        catch (YamlException error)
        {
            throw new CppoException($"{name} is not valid YAML: {error.Message.ReplaceLineEndings(" ")}", "Correct it, or give the script with the overrides.", error);
        }

        return settings.ToDictionary(setting => setting.Key, setting => Resolved(setting.Value, settings, 0));
    }

    private static void Write(StringBuilder text, int depth, IReadOnlyList<(string[] Path, string Value)> settings, int indent)
    {
        foreach (IGrouping<string, (string[] Path, string Value)> group in settings.GroupBy(setting => setting.Path[depth]))
        {
            text.Append(' ', indent).Append(group.Key).Append(':');
            if (group.First().Path.Length == depth + 1)
            {
                text.Append(' ').Append(Scalar(group.First().Value)).Append('\n');
                continue;
            }

            text.Append('\n');
            Write(text, depth + 1, [.. group], indent + 2);
        }
    }

    private static string Scalar(string value) => value is "null" or "true" or "false" || PlainValue().IsMatch(value) || value.StartsWith('[') ? value : $"\"{value.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";

    private static void Collect(string name, Parser parser, string path, int depth, Dictionary<string, string> settings)
    {
        if (depth > Deepest) throw Wrong(name, $"is nested more than {Deepest} deep");
        parser.Consume<MappingStart>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            string key = parser.Consume<Scalar>().Value, full = path.Length == 0 ? key : $"{path}.{key}";
            if (parser.Accept<MappingStart>(out _)) Collect(name, parser, full, depth + 1, settings);
            else if (parser.Accept<SequenceStart>(out _)) settings[full] = List(name, parser);
            else if (parser.Accept<Scalar>(out _)) settings[full] = parser.Consume<Scalar>().Value;
            else throw Wrong(name, "uses aliases");
            if (settings.Count > MostKeys) throw Wrong(name, $"has more than {MostKeys} keys");
        }
    }

    // A list of plain values; of other lists only that they are there: no option of ours is one.
    private static string List(string name, Parser parser)
    {
        parser.Consume<SequenceStart>();
        List<string> items = [];
        int depth = 1;
        while (depth > 0)
        {
            switch (parser.Consume<ParsingEvent>())
            {
                case SequenceStart or MappingStart:
                    if (++depth > Deepest) throw Wrong(name, $"is nested more than {Deepest} deep");
                    break;
                case SequenceEnd or MappingEnd:
                    depth--;
                    break;
                case Scalar scalar when depth == 1:
                    items.Add(scalar.IsQuotedImplicit || !double.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? $"\"{scalar.Value}\"" : scalar.Value);
                    break;
            }
        }

        return $"[{string.Join(",", items)}]";
    }

    // ${actor.path} is the value of that key; a reference that leads nowhere or in circles stays as it is.
    private static string Resolved(string value, Dictionary<string, string> settings, int depth) =>
        Reference().Match(value) is { Success: true } match && depth < Deepest && settings.TryGetValue(match.Groups[1].Value, out string? other)
            ? Resolved(other, settings, depth + 1)
            : value;

    private static CppoException Wrong(string name, string what) => new($"{name} {what}.", "Give the configuration of a run of verl or AReaL.");

    [GeneratedRegex(@"^(?:-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|\$\{[\w.]+\}|[A-Za-z][\w/.+-]*)$")]
    private static partial Regex PlainValue();

    [GeneratedRegex(@"^\$\{([\w.]+)\}$")]
    private static partial Regex Reference();
}
