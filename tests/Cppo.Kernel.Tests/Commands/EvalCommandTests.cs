using System.Text.Json.Nodes;
using Cppo.Data;
using Cppo.Evaluation;
using Cppo.Worlds;

namespace Cppo.Kernel.Tests.Commands;

[Collection(KernelCollection.Name)]
public sealed class EvalCommandTests
{
    [Fact]
    public async Task A_data_set_is_asked_and_its_broken_rows_are_named()
    {
        using TemporaryFolder folder = new();
        string data = folder.File("rows.jsonl");
        SampleWriter.WriteJsonLines(data, new ProceduralWorld(1).Samples(0, 6));
        File.AppendAllText(data, """{"problem": "What?", "images": []}""");
        Finished whole = await InProcess.RunAsync("eval", "--model", "starter", "--data", data, "--no-instruction", "--json");
        Assert.Equal(0, whole.Code);
        Assert.Contains("6 samples", whole.Output, StringComparison.Ordinal);
        Assert.Contains("Row 6 of the data has no answer", whole.Error, StringComparison.Ordinal);
        Finished missing = await InProcess.RunAsync("eval", "--data", folder.File("none.parquet"));
        Assert.Equal(2, missing.Code);
        Assert.Contains("There is no data set", missing.Error, StringComparison.Ordinal);
    }

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
