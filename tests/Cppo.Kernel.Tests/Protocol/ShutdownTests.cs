namespace Cppo.Kernel.Tests.Protocol;

[Collection(KernelCollection.Name)]
public sealed class ShutdownTests
{
    [Fact]
    public async Task A_shutdown_is_answered_and_ends_the_kernel_even_while_a_cell_runs()
    {
        TextWriter console = Console.Out;
        using KernelClient client = new();
        client.Send("execute_request", KernelClient.Code("Thread.Sleep(30_000);"));
        JupyterMessage reply = client.Ask("shutdown_request", new() { ["restart"] = true }, overtaking: true);
        Assert.Equal("shutdown_reply", reply.Type);
        Assert.True(reply.Flag("restart", false));
        await client.Running.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Same(console, Console.Out);
    }
}
