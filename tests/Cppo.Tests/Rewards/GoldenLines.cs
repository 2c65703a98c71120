using System.Text.Json.Nodes;

namespace Cppo.Tests.Rewards;

/// <summary>The lines of a JSON-lines file of the grader's golden data.</summary>
internal static class GoldenLines
{
    public static IReadOnlyList<JsonNode> Read(string name)
    {
        IReadOnlyList<JsonNode> lines = [.. File.ReadLines(Golden.At("grader", name)).Where(line => line.Length > 0).Select(line => JsonNode.Parse(line)!)];
        Assert.NotEmpty(lines);
        return lines;
    }

    public static string Text(this JsonNode line, string key) => line[key]!.GetValue<string>();
}
