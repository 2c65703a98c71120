using System.Text.Json.Nodes;
using Cppo.Kernel.Tests.Commands;

namespace Cppo.Kernel.Tests.Serving;

/// <summary><c>cppo eval --server</c> as a program of its own against <c>cppo serve</c>.</summary>
public sealed class ServedEvalTests(ServedStarter served) : IClassFixture<ServedStarter>
{
    [Fact]
    public async Task A_served_model_is_evaluated_as_one_in_this_process()
    {
        Finished remote = await Tool.RunAsync("eval", "--server", served.Server.Url, "--model", "starter", "--samples", "30", "--n", "2", "--against", "starter", "--json");
        Assert.True(remote.Code == 0, remote.Error);
        JsonNode figures = JsonNode.Parse(remote.Output)!;
        JsonNode local = figures["reports"]![0]!["greedy"]!, there = figures["reports"]![1]!["greedy"]!;
        Assert.Equal(local["by_kind"]!.ToJsonString(), there["by_kind"]!.ToJsonString());
        Assert.Equal(local["mean_length"]!.ToJsonString(), there["mean_length"]!.ToJsonString());
        Assert.Contains("starter: 90 requests, none repeated; 90 answers; 0 samples not answered", remote.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_evaluation_that_was_interrupted_goes_on_with_what_is_missing()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("The signal is sent by a shell.");
        using TemporaryFolder folder = new();
        using ServerProcess slow = await ServerProcess.StartAsync("--faults", "slow=1,slow-seconds=0.2");
        string[] command = ["eval", "--server", slow.Url, "--model", "starter", "--samples", "48", "--batch", "4", "--store", folder.File("eval"), "--json"];
        string answers = Path.Combine(folder.File("eval"), "answers");
        Finished stopped = await Tool.InterruptAsync(() => Directory.Exists(answers) && Directory.GetFiles(answers, "*.parquet").Length > 1, command);
        Assert.Equal(130, stopped.Code);
        int kept = Directory.GetFiles(answers, "*.parquet").Length * 4;
        Assert.InRange(kept, 8, 44);
        Finished rest = await Tool.RunAsync(command);
        Assert.True(rest.Code == 0, rest.Error);
        Assert.Contains($"starter: {48 - kept} requests", rest.Error, StringComparison.Ordinal);
        Assert.Equal(48, (int)JsonNode.Parse(rest.Output)!["reports"]![0]!["all"]!["total"]!);
    }

    [Fact]
    public async Task Samples_that_are_not_answered_end_with_code_1_and_are_asked_again()
    {
        using TemporaryFolder folder = new();
        using ServerProcess broken = await ServerProcess.StartAsync("--faults", "500=0.5,seed=4");
        string[] command = ["eval", "--server", broken.Url, "--model", "starter", "--samples", "12", "--attempts", "1", "--store", folder.File("eval"), "--json"];
        Finished first = await Tool.RunAsync(command);
        Assert.Equal(1, first.Code);
        int missing = JsonNode.Parse(first.Output)!["reports"]![0]!["not_answered"]!.AsArray().Count;
        Assert.InRange(missing, 1, 11);
        Assert.Contains($"{missing} samples were not answered", first.Error, StringComparison.Ordinal);
        Assert.Contains($", {missing} not answered", first.Output, StringComparison.Ordinal);
        Finished again = await Tool.RunAsync(command);
        Assert.Contains($"starter: {missing} requests", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_without_a_server_and_a_model_that_it_does_not_know_are_answered_with_advice()
    {
        Finished alone = await Tool.RunAsync("eval", "--concurrency", "4");
        Assert.Equal(2, alone.Code);
        Assert.Contains("Add --server", alone.Error, StringComparison.Ordinal);
        Finished unknown = await Tool.RunAsync("eval", "--server", served.Server.Url, "--model", "gpt-9", "--samples", "4");
        Assert.Equal(1, unknown.Code);
        Assert.Contains("/v1/models", unknown.Error, StringComparison.Ordinal);
    }
}
