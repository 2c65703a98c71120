using System.Text.Json.Nodes;

namespace Cppo.Kernel.Tests.Commands;

[Collection(KernelCollection.Name)]
public sealed class CompareCommandTests
{
    private static readonly string[] Tiny =
        ["--seeds", "2", "--steps", "2", "--prompts", "2", "--samples", "3", "--n", "0", "--model", "guesser", "Sampling.GroupSize=2", "Sampling.MaxNewTokens=8", "Perturbations=mild"];

    [Fact]
    public async Task A_comparison_is_run_continued_and_read_back()
    {
        using TemporaryFolder folder = new();
        string place = folder.File("compare");
        Finished first = await InProcess.RunAsync(["compare", "--out", place, .. Tiny]);
        Assert.True(first.Code == 0, first.Error);
        Assert.Contains("are not distinguishable in greedy", first.Output, StringComparison.Ordinal);
        Finished again = await InProcess.RunAsync(["compare", "--out", place, .. Tiny]);
        Assert.Equal(first.Output, again.Output);
        Finished read = await InProcess.RunAsync("compare", "--out", place, "--report-only");
        Assert.Equal(first.Output, read.Output);
        JsonNode json = JsonNode.Parse((await InProcess.RunAsync("compare", "--out", place, "--report-only", "--json")).Output)!;
        Assert.True((bool)json["complete"]!);
        Assert.Equal(4, json["runs"]!.AsArray().Count);
        Assert.Equal(["greedy", "paper-unseen"], json["differences"]!.AsArray().Select(one => (string)one!["test"]!));
        Assert.Equal(2, (int)json["differences"]![0]!["over_seeds"]!);
        Finished other = await InProcess.RunAsync(["compare", "--out", place, .. Tiny, "LearningRate=1e-3"]);
        Assert.Equal(1, other.Code);
        Assert.Contains("made with other options: method.LearningRate", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pressing_Ctrl_C_keeps_what_is_made_and_says_how_to_go_on()
    {
        using TemporaryFolder folder = new();
        string place = folder.File("compare"), metrics = Path.Combine(place, "grpo-0", "metrics.jsonl");
        Finished stopped = await Tool.InterruptAsync(() => File.Exists(metrics), "compare", "--out", place, "--steps", "400", "--prompts", "2", "--samples", "3", "--n", "0", "Sampling.GroupSize=2");
        Assert.Equal(130, stopped.Code);
        Assert.Contains("--report-only", stopped.Error, StringComparison.Ordinal);
        Finished read = await InProcess.RunAsync("compare", "--out", place, "--report-only");
        Assert.Equal(0, read.Code);
        Assert.Contains("0 of 6 runs finished", read.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Did you mean grpo?", "--methods", "grpoo")]
    [InlineData("a list (3,5,8)", "--seeds", "many")]
    [InlineData("--seeds", "Seed=3")]
    [InlineData("stands twice", "--methods", "grpo,grpo")]
    [InlineData("held-out samples", "--data", "some.parquet")]
    [InlineData("no perturbation", "--perturb", "nothing-known")]
    [InlineData("true or false", "Gate=3")]
    public async Task What_cannot_be_compared_is_wrong_usage_with_advice(string advice, params string[] arguments)
    {
        Finished run = await InProcess.RunAsync(["compare", .. arguments]);
        Assert.Equal(2, run.Code);
        Assert.Contains(advice, run.Error, StringComparison.Ordinal);
    }
}
