using System.Text.Json.Nodes;
using Cppo.Evaluation;

namespace Cppo.Kernel.Tests.Commands;

[Collection(KernelCollection.Name)]
public sealed class EvalCommandTests
{
    [Fact]
    public async Task A_report_is_stored_and_another_model_is_compared_with_it_on_the_same_samples()
    {
        using TemporaryFolder folder = new();
        string report = folder.File("sub/starter.json");
        Finished starter = await InProcess.RunAsync("eval", "--model", "starter", "--samples", "24", "--out", report);
        Assert.True(starter.Code == 0, starter.Error);
        Assert.Contains("greedy, 24 samples", starter.Output);
        EvaluationReport stored = EvaluationFile.Read(report);
        Assert.Equal(24, stored.Samples.Count);

        Finished guesser = await InProcess.RunAsync("eval", "--model", "guesser", "--samples", "24", "--against", report, "--json");
        JsonNode figures = JsonNode.Parse(guesser.Output)!;
        Assert.Equal(["starter", "guesser"], figures["reports"]!.AsArray().Select(entry => (string)entry!["name"]!));
        Assert.Null(figures["reports"]![0]!["samples"]);
        Assert.Equal(24, (int)figures["difference"]!["samples"]!);
        Assert.Equal("Newcombe, paired", (string)figures["difference"]!["source"]!);
        Assert.True((double)figures["difference"]!["difference"]! < 0);
    }

    [Fact]
    public async Task Several_answers_perturbed_pictures_and_a_seed_are_options()
    {
        string[] command = ["eval", "--model", "starter", "--samples", "8", "--n", "2", "--perturb", "noise", "--seed", "3", "--json"];
        Finished first = await InProcess.RunAsync(command), second = await InProcess.RunAsync(command);
        Assert.Equal(first.Output, second.Output);
        JsonNode report = JsonNode.Parse(first.Output)!["reports"]![0]!;
        Assert.Equal(["avg@2", "pass@2", "majority@2", "greedy"], report["estimates"]!.AsObject().Select(entry => entry.Key));
        Assert.Equal("T = 1, 2 answers each, 8 samples, under noise", (string)report["setting"]!);
        Assert.Equal("greedy, 8 samples, under noise", (string)report["greedy"]!["setting"]!);
    }
}
