using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Cppo.Training.Options;

/// <summary>What options mean, in the words of their documentation, which lies beside the assembly; nothing where it does not.</summary>
internal static partial class OptionMeanings
{
    private static readonly Lazy<Dictionary<string, XElement>> Members = new(Read);

    /// <summary>What a property is for; empty where that is not known.</summary>
    /// <param name="owner">The record.</param>
    /// <param name="name">Its property.</param>
    public static string Of(Type owner, string name)
    {
        string? declaring = owner.GetProperty(name, BindingFlags.Public | BindingFlags.Instance)?.DeclaringType?.FullName?.Replace('+', '.');
        XElement? words = Members.Value.GetValueOrDefault($"P:{declaring}.{name}")?.Element("summary") // a property, or a parameter of the record
            ?? Members.Value.GetValueOrDefault($"T:{declaring}")?.Elements("param").FirstOrDefault(parameter => (string?)parameter.Attribute("name") == name);
        return words is null ? "" : Blanks().Replace(string.Concat(words.Nodes().Select(Text)), " ").Trim();
    }

    // "P:Cppo.Training.Method.LearningRate" is LearningRate to a reader.
    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement element when (element.Attribute("cref") ?? element.Attribute("langword") ?? element.Attribute("name")) is { } name =>
            name.Value.Split('(')[0].Split('.', ':')[^1],
        XElement element => element.Value,
        _ => "",
    };

    private static Dictionary<string, XElement> Read()
    {
        string path = Path.ChangeExtension(typeof(OptionMeanings).Assembly.Location, ".xml");
        try
        {
            return path.Length > 0 && File.Exists(path)
                ? XDocument.Load(path).Descendants("member").Where(member => member.Attribute("name") is not null)
                    .GroupBy(member => member.Attribute("name")!.Value).ToDictionary(group => group.Key, group => group.First())
                : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or XmlException)
        {
            return [];
        }
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
