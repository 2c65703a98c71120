using System.Text.Json.Nodes;
using Cppo.Images;
using Cppo.Rollouts;
using Cppo.Text;

namespace Cppo.Tests.Worlds;

/// <summary>The recorded samples of the starter model.</summary>
internal static class StarterSamples
{
    public static readonly IReadOnlyList<JsonNode> All =
        [.. Golden.Json("starter", "samples", "samples.json").AsArray().Select(node => node!)];

    private static readonly Tokenizer Tokenizer = Tokenizer.Load(Golden.At("starter"));

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
        [.. node["greedy_ids"]!.AsArray().Select(id => Tokenizer.TokenText(id!.GetValue<int>()))];
}
