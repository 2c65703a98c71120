namespace Cppo.Kernel.Tests.Commands;

[Collection(KernelCollection.Name)]
public sealed class UsageTests
{
    [Theory]
    [InlineData("'cppo --help'", "bogus")]
    [InlineData("'cppo --help'")]
    [InlineData("'cppo eval --help'", "eval", "--sampels", "3")]
    [InlineData("'cppo kernel install --help'", "kernel", "install", "--uesr")]
    [InlineData("'cppo eval --help'", "eval", "--n", "many")]
    [InlineData("Use one of: jitter", "eval", "--perturb", "milt")]
    [InlineData("Give at least 1", "eval", "--samples", "0")]
    [InlineData("--set name=value", "run", "none.ipynb", "--set", "steps")]
    public async Task Wrong_usage_ends_with_code_2_and_a_hint(string hint, params string[] arguments)
    {
        Finished run = await InProcess.RunAsync(arguments);
        Assert.Equal(2, run.Code);
        Assert.Contains(hint, run.Error);
        Assert.DoesNotContain("   at ", run.Error);
        Assert.True(run.Error.Split('\n').Length < 8, run.Error);
    }

    [Theory]
    [InlineData]
    [InlineData("eval")]
    [InlineData("runs")]
    [InlineData("run")]
    [InlineData("kernel", "install")]
    [InlineData("doctor")]
    [InlineData("warmstart")]
    [InlineData("reproduce")]
    public async Task Every_help_has_examples_and_the_list_of_commands_stays_short(params string[] command)
    {
        Finished help = await InProcess.RunAsync([.. command, "--help"]);
        Assert.Equal(0, help.Code);
        Assert.Contains("Example", help.Output);
        Assert.Contains($"  cppo {string.Join(' ', command)}", help.Output);
        if (command.Length > 0) return;
        Assert.Contains("2 wrong usage", help.Output);
        Assert.DoesNotContain("--perturb mild", help.Output);
    }

    [Fact]
    public async Task A_missing_model_or_run_is_a_failure_not_wrong_usage()
    {
        using TemporaryFolder folder = new();
        Finished model = await InProcess.RunAsync("eval", "--model", folder.File("none"), "--samples", "1"), runs = await InProcess.RunAsync("runs", folder.Path);
        Assert.Equal((1, 1), (model.Code, runs.Code));
        Assert.Contains("none", model.Error);
        Assert.Contains("There is no run in", runs.Error);
    }
}
