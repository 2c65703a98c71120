using System.Text.Json.Nodes;
using Cppo.Images;
using Cppo.Rollouts;

namespace Cppo.Tests.Worlds;

/// <summary>The recorded samples of the starter model.</summary>
internal static class StarterSamples
{
    public static readonly IReadOnlyList<JsonNode> All =
        [.. Golden.Json("starter", "samples", "samples.json").AsArray().Select(node => node!)];

    // id -> text; the world's vocabulary is ASCII, whose byte symbols are themselves except for the blank and the line break.
    private static readonly IReadOnlyDictionary<int, string> Texts = ReadTexts();

    public static Sample Sample(JsonNode node) => new(
        (ulong)node["index"]!.GetValue<int>(),
        [new Picture(1, 1, new byte[3])],
        node["question"]!.GetValue<string>(),
        node["answer"]!.GetValue<string>())
    {
        Kind = node["kind"]!.GetValue<string>(),
        Level = node["level"]!.GetValue<int>(),
        Reference = node["reference_response"]!.GetValue<string>(),
    };

    public static string Response(JsonNode node) => node["greedy_response"]!.GetValue<string>();

    public static IReadOnlyList<string> Tokens(JsonNode node) =>
        [.. node["greedy_ids"]!.AsArray().Select(id => Texts[id!.GetValue<int>()])];

    private static Dictionary<int, string> ReadTexts()
    {
        Dictionary<int, string> texts = Golden.Json("starter", "vocab.json").AsObject()
            .ToDictionary(entry => entry.Value!.GetValue<int>(), entry => entry.Key.Replace('\u0120', ' ').Replace('\u010A', '\n'));
        foreach (JsonNode? added in Golden.Json("starter", "tokenizer.json")["added_tokens"]!.AsArray())
        {
            texts[added!["id"]!.GetValue<int>()] = added["content"]!.GetValue<string>();
        }

        return texts;
    }
}
