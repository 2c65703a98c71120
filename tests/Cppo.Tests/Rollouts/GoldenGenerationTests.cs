using System.Text.Json.Nodes;
using Cppo.Images;
using Cppo.Models;
using Cppo.Rollouts;
using Cppo.Tests.Models;

namespace Cppo.Tests.Rollouts;

[Trait("Category", "Golden")]
public sealed class GoldenGenerationTests
{
    public static TheoryData<string, string, ScalarType> CasesInBothPrecisions() => GoldenForwardTests.CasesInBothPrecisions();

    [Theory]
    [MemberData(nameof(CasesInBothPrecisions))]
    public void Greedy_tokens_and_their_logits_are_the_reference_s(string modelName, string name, ScalarType type)
    {
        QwenModel model = GoldenModel.Load(modelName, type);
        using var scope = NewDisposeScope();
        IReadOnlyDictionary<string, Tensor> values = GoldenModel.Values(modelName, name);
        EncodedPrompt[] prompts = GoldenModel.Prompts(model, values, GoldenModel.Description(modelName, name));
        int[] unsayable = [.. Golden.Json("model", modelName, "cases.json")["suppress"]!.AsArray().Select(id => id!.GetValue<int>())];
        int length = (int)values["greedy.ids"].shape[1];
        List<Tensor> logits = [];
        GeneratedRow[] rows = [.. prompts.Select((_, i) => new GeneratedRow(i, new(0, "greedy")))];
        SamplingOptions options = new() { Greedy = true, GroupSize = 1, MaxNewTokens = length };
        new Generation(model, options, new StopRule(options, []), unsayable) { Observer = (_, value) => logits.Add(value.clone().DetachFromDisposeScope()) }
            .Run(prompts, rows, TestContext.Current.CancellationToken);

        Assert.Equal(values["greedy.ids"].data<long>().ToArray(), rows.SelectMany(row => row.Tokens).Select(id => (long)id));
        double tolerance = type == ScalarType.Float64 ? 1e-5 : 1e-4;
        Golden.Near(values["greedy.logits"], stack(logits, 1), tolerance, tolerance, "greedy.logits");
        logits.ForEach(step => step.Dispose());
    }

    [Fact]
    public void Suppressed_ids_are_those_of_the_policy()
    {
        foreach (string model in GoldenModel.Names)
        {
            using Policy policy = Policy.Load(GoldenModel.Checkpoint(model));
            Assert.Equal(
                Golden.Json("model", model, "cases.json")["suppress"]!.AsArray().Select(id => id!.GetValue<int>()).Order(),
                policy.Generation.UnsayableTokens);
        }
    }

    [Fact]
    public void The_starter_gives_the_recorded_prompts_and_greedy_responses()
    {
        using Policy policy = Policy.Load(Golden.At("starter"));
        JsonNode[] recorded = [.. Golden.Json("starter", "samples", "samples.json").AsArray().Select(node => node!)];
        Sample[] samples =
        [
            .. recorded.Select(node => new Sample(
                node["index"]!.GetValue<ulong>(),
                [Picture.Read(Golden.At("starter", "samples", node["image"]!.GetValue<string>()))],
                node["question"]!.GetValue<string>(),
                node["answer"]!.GetValue<string>())),
        ];
        IReadOnlyList<RolloutGroup> groups = Sampler.Generate(policy, samples, new() { Greedy = true, GroupSize = 1 }, TestContext.Current.CancellationToken);
        foreach ((JsonNode node, RolloutGroup group) in recorded.Zip(groups))
        {
            Assert.Equal(Ids(node["prompt_ids"]!), group.PromptIds);
            Response response = Assert.Single(group.Responses);
            Assert.Equal(Ids(node["greedy_ids"]!), response.TokenIds);
            Assert.Equal(node["greedy_response"]!.GetValue<string>(), response.Text);
            Assert.Equal(StopReason.EndToken, response.Stop);
        }
    }

    private static IEnumerable<int> Ids(JsonNode node) => node.AsArray().Select(id => id!.GetValue<int>());
}
