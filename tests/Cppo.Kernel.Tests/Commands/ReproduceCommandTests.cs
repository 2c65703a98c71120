namespace Cppo.Kernel.Tests.Commands;

public sealed class ReproduceCommandTests
{
    [Fact]
    public async Task Interrupted_and_called_again_two_processes_make_the_models_the_tables_and_the_summary()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("The signal is sent by a shell.");
        using TemporaryFolder folder = new();
        string[] command = ["reproduce", "--out", folder.File("all"), "--quick", "--only", "warm-start", "--workers", "2"];
        Finished stopped = await Tool.InterruptAsync(() => Directory.Exists(folder.File("all/warm-start/runs/1-reading")), command);
        Assert.Equal(130, stopped.Code);
        Assert.Contains("The same command goes on", stopped.Error);
        Finished run = await Tool.RunAsync(command);
        Assert.True(run.Code == 0, run.Error);
        Assert.Contains("WarmStart: 3 jobs", run.Output);
        Assert.True(File.Exists(folder.File("all/tables/accuracy.parquet")));
        Assert.Contains("\"complete\": true", await File.ReadAllTextAsync(folder.File("all/summary.json"), TestContext.Current.CancellationToken));

        Finished other = await Tool.RunAsync("reproduce", "--out", folder.File("all"), "--only", "warm-start");
        Assert.Equal(1, other.Code);
        Assert.Contains("of the scale quick, not full", other.Error);
    }
}
