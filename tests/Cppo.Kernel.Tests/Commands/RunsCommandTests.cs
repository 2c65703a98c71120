using System.Text.Json.Nodes;
using Cppo.Models;
using Cppo.Training;
using Cppo.Worlds;

namespace Cppo.Kernel.Tests.Commands;

[Collection(KernelCollection.Name)]
public sealed class RunsCommandTests
{
    [Fact]
    public async Task Runs_are_listed_with_their_state_and_one_is_shown_with_its_steps()
    {
        using TemporaryFolder folder = new();
        using Policy policy = Policy.Load(ShippedModels.Starter);
        Train(policy, folder.File("all/done"), steps: 1, made: 1);
        using Trainer open = Train(policy, folder.File("all/open"), steps: 3, made: 1);
        Finished running = await InProcess.RunAsync("runs", folder.File("all"), "--json");
        Assert.Equal(["finished", "running"], JsonNode.Parse(running.Output)!.AsArray().Select(run => (string)run!["state"]!));
        open.Dispose();

        Finished table = await InProcess.RunAsync("runs", folder.File("all")), check = await InProcess.RunAsync("runs", folder.File("all"), "--check");
        Assert.Equal((0, 1), (table.Code, check.Code));
        Assert.Contains("2 runs · 1 finished · 1 interrupted", table.Output);
        Assert.Contains("1 of 3", table.Output);
        Assert.Equal(0, (await InProcess.RunAsync("runs", folder.File("all/done"), "--check")).Code);

        Finished one = await InProcess.RunAsync("runs", folder.File("all/open"));
        Assert.Contains($"cppo resume {folder.File("all/open")}", one.Output);
        Assert.Contains("step 1 of 3", one.Output);
        JsonNode last = JsonNode.Parse((await InProcess.RunAsync("runs", folder.File("all/open"), "--json")).Output)![0]!["last"]!;
        Assert.InRange((double)last["critic/rewards/mean"]!, 0, 1);
        Assert.InRange((double)last["actor/entropy"]!, 0, 5);
    }

    [Fact]
    public async Task A_damaged_run_is_a_row_with_a_warning()
    {
        using TemporaryFolder folder = new();
        using Policy policy = Policy.Load(ShippedModels.Starter);
        Train(policy, folder.File("bad"), steps: 1, made: 1);
        File.WriteAllText(folder.File("bad/metrics.jsonl"), "{ half\n");
        Finished one = await InProcess.RunAsync("runs", folder.File("bad"));
        Assert.Equal(0, one.Code);
        Assert.Contains("Warning: Line 1 of", one.Output);
    }

    private static Trainer Train(Policy policy, string folder, int steps, int made)
    {
        Method method = Method.Grpo with { Sampling = new() { GroupSize = 2, MaxNewTokens = 3 } };
        Trainer trainer = new(policy, method, step => new ProceduralWorld(1).Samples((ulong)step, 1), new() { Steps = steps, Folder = folder });
        using CancellationTokenSource stop = new();
        try
        {
            trainer.Run(
                history =>
                {
                    if (history.Steps.Count == made) stop.Cancel();
                },
                cancellation: stop.Token);
        }
        catch (OperationCanceledException)
        {
            // As it was asked for.
        }

        if (made == steps) trainer.Dispose();
        return trainer;
    }
}
