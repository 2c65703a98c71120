using System.Text.Json.Nodes;

namespace Cppo.Kernel.Tests.Commands;

[Collection(KernelCollection.Name)]
public sealed class ExchangeCommandTests
{
    [Theory]
    [InlineData("verl", "cppo", "reward.py", "recipe.cppo.cppo_main_ppo")]
    [InlineData("verl", "dr-grpo", "reward.py", "verl.trainer.main_ppo")]
    [InlineData("areal", "cppo-async", "config.yaml", "areal.launcher.local")]
    public async Task A_method_is_written_and_read_again(string to, string method, string file, string program)
    {
        using TemporaryFolder folder = new();
        string output = folder.File("there");
        Finished written = await InProcess.RunAsync("export", "--to", to, "--method", method, "--out", output, "--samples", "4", "--test", "2", "Sampling.GroupSize=6", "Prompts=8");
        Assert.Equal((0, ""), (written.Code, written.Error));
        foreach (string name in new[] { "DIFFERENCES.md", "data/test.parquet", "data/train.parquet", "run.sh", file }) Assert.Contains(name, written.Output);
        Assert.Contains("4 training samples, 2 for validation", written.Output);
        Assert.Contains(program, File.ReadAllText(Path.Combine(output, "run.sh")));
        Assert.DoesNotContain("✕ not there", written.Output);

        JsonNode read = JsonNode.Parse((await InProcess.RunAsync("import", output, "--json")).Output)!;
        Assert.Equal(method, (string)read["method"]!);
        Assert.Equal("6", (string)read["changes"]!["Sampling.GroupSize"]!);
        Assert.Empty(read["not_understood"]!.AsArray());
        Assert.Contains("Every key was understood", (await InProcess.RunAsync("import", output)).Output);
        Finished again = await InProcess.RunAsync("export", "--to", to, "--out", output);
        Assert.Equal(1, again.Code);
        Assert.Contains("not empty", again.Error);
    }

    [Fact]
    public async Task What_is_not_there_is_said_and_data_in_files_is_taken_as_it_is()
    {
        using TemporaryFolder folder = new();
        await InProcess.RunAsync("export", "--to", "areal", "--out", folder.File("world"), "--samples", "3", "--test", "1");
        Finished other = await InProcess.RunAsync(
            "export", "--to", "verl", "--method", "papo", "--data", folder.File("world/data/train.parquet"), "--out", folder.File("papo"), "Prompts=3");
        Assert.Equal(0, other.Code);
        Assert.Contains("✕ not there", other.Output);
        Assert.Contains("Objective.PerceptionAware.Gamma", other.Output);
        Assert.Contains("data.max_response_length=2048", File.ReadAllText(folder.File("papo/run.sh")));
        Assert.Contains("stand in", File.ReadAllText(folder.File("papo/DIFFERENCES.md")));
        Assert.Equal(2, (await InProcess.RunAsync("export", "--to", "trl", "--out", folder.File("x"))).Code);
        Assert.Equal(2, (await InProcess.RunAsync("export", "--to", "verl", "--method", "ppo", "--out", folder.File("x"))).Code);
    }

    [Fact]
    public async Task A_dump_is_summarised_with_its_broken_rows()
    {
        using TemporaryFolder folder = new();
        string dump = folder.Write("7.jsonl", """
            {"input": "user\n1 + 1?\nassistant\n", "output": "<think> </think> \\boxed{2}", "gts": "2", "score": 1.0, "step": 7}
            {"input": "user\n1 + 1?\nassistant\n", "output": "\\boxed{\u001b[31m4/2}", "gts": "2", "score": 0.0, "step": 7}
            {"input": "cut o
            """);
        Finished table = await InProcess.RunAsync("import", dump);
        Assert.Equal(0, table.Code);
        Assert.Contains("verl · step 7 · 1 file · 2 responses · 1 broken row", table.Output);
        Assert.Contains("7.jsonl: Row 2", table.Output);
        JsonNode json = JsonNode.Parse((await InProcess.RunAsync("import", dump, "--json")).Output)!;
        Assert.Equal((0.5, 2), ((double)json["steps"]![0]!["reward"]!, (int)json["graders"]!["answers"]!));
        string groups = (await InProcess.RunAsync("import", dump, "--step", "7")).Output;
        Assert.Contains("1 of 2", groups);
        Assert.DoesNotContain("\u001b", groups);
        Assert.Equal(1, (await InProcess.RunAsync("import", dump, "--step", "8")).Code);
        Assert.Equal(1, (await InProcess.RunAsync("import", folder.File("nothing"))).Code);
    }
}
