namespace Cppo.Kernel.Tests.Protocol;

[Collection(KernelCollection.Name)]
public sealed class InterruptTests(KernelClient client) : IClassFixture<KernelClient>
{
    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("for (;;) ;")]
    [InlineData("do { } while (true);")]
    [InlineData("again: goto again;")]
    [InlineData("IEnumerable<int> Forever() { while (true) yield return 1; } Forever().Sum(x => x - x)")]
    [InlineData("int Ping(int n) => n == 0 ? 0 : Ping(n - 1); while (true) Ping(100);")]
    [InlineData("while (true) try { Thread.Sleep(1); } catch (Exception) { }")]
    [InlineData("Thread.Sleep(100_000);")]
    [InlineData("Task.Delay(100_000).Wait();")]
    [InlineData("await Task.Delay(-1);")]
    [InlineData("await Task.Yield(); while (true) ;")]
    [InlineData("Action spin = () => { while (true) ; }; await Task.Run(spin);")]
    public void An_endless_cell_ends_when_interrupted_and_the_kernel_goes_on(string code)
    {
        Start(code);
        Assert.Equal("ok", client.Ask("interrupt_request", [], overtaking: true).Text("status"));
        JupyterMessage reply = client.Reply();
        Assert.Equal("error", reply.Text("status"));
        Assert.Equal("Interrupted", reply.Text("ename"));
        Assert.Equal("4", client.Execute("2 + 2").Result);
    }

    [Fact]
    public void A_second_interrupt_gives_a_native_call_up_with_a_plain_sentence()
    {
        // A sleep that no managed interrupt reaches.
        client.Execute("[System.Runtime.InteropServices.DllImport(\"libc\")] static extern uint sleep(uint seconds);");
        if (!OperatingSystem.IsLinux()) Assert.Skip("The native call is Linux's.");
        Start("sleep(6);");
        client.Ask("interrupt_request", [], overtaking: true);
        Thread.Sleep(1200);
        client.Ask("interrupt_request", [], overtaking: true);
        JupyterMessage reply = client.Reply();
        Assert.Equal("Interrupted", reply.Text("ename"));
        Assert.Contains("goes on in the background", reply.Text("evalue"));
        Assert.Equal("9", client.Execute("3 * 3").Result);
    }

    [Fact]
    public void An_interrupt_between_cells_does_nothing()
    {
        client.Ask("interrupt_request", [], overtaking: true);
        Assert.Equal("7", client.Execute("var s = 0; for (int i = 0; i < 7; i++) s++; s").Result);
    }

    [Fact]
    public void A_cell_sees_the_interrupt_through_its_token()
    {
        Start("Notebook.Cancellation.WaitHandle.WaitOne();");
        client.Ask("interrupt_request", [], overtaking: true);
        Assert.Equal("", client.Reply().Text("evalue"));
    }

    // Compiling may take a while on a busy machine: the cell says when it runs.
    private void Start(string code)
    {
        client.Send("execute_request", KernelClient.Code("Console.Write(\"started\"); " + code));
        while (client.NextOutput().Type != "stream")
        {
        }

        Thread.Sleep(150);
    }
}
