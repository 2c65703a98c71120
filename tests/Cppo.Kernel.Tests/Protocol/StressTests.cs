namespace Cppo.Kernel.Tests.Protocol;

/// <summary>Cells that write without measure, and cells that go for the process itself.</summary>
[Collection(KernelCollection.Name)]
public sealed class StressTests(KernelClient client) : IClassFixture<KernelClient>
{
    [Fact]
    public void Of_a_flood_beginning_and_end_arrive_and_a_sentence_says_how_much_does_not()
    {
        ExecutedCell cell = client.Execute("var line = new string('x', 99); for (int i = 0; i < 200_000; i++) Console.WriteLine($\"{i} {line}\"); Console.Write(\"the end\");");
        Assert.Equal("ok", cell.Status);
        string text = cell.Stdout;
        Assert.InRange(text.Length, 16 << 20, 17 << 20);
        Assert.StartsWith("0 xxx", text);
        Assert.Contains("What follows is held back", text);
        Assert.Matches(@"\[[\d,]+ characters are left out here; the last [\d,]+ follow\.\]", text);
        Assert.EndsWith("the end", text);
        Assert.Equal("2", client.Execute("Console.Write(\"after\"); 1 + 1").Result);
    }

    [Fact]
    public void A_flood_can_be_interrupted()
    {
        string id = client.Send("execute_request", KernelClient.Code("while (true) Console.WriteLine(\"0123456789\");"));
        while (client.NextOutput().Type != "stream")
        {
        }

        Assert.Equal("ok", client.Ask("interrupt_request", [], overtaking: true).Text("status"));
        Assert.Equal("Interrupted", client.Reply().Text("ename"));
        Assert.Equal("3", client.Execute("1 + 2").Result);
        Assert.NotEmpty(id);
    }

    [Theory]
    [InlineData("var much = new byte[1L << 62];")]
    [InlineData("var much = torch.zeros(1L << 60);")]
    [InlineData("var much = torch.zeros(1L << 62);")]
    [InlineData("var much = new string('x', int.MaxValue);")]
    [InlineData("var much = System.Runtime.InteropServices.Marshal.AllocHGlobal((nint)1 << 62);")]
    public void More_memory_than_there_is_is_an_error_and_the_kernel_goes_on(string code)
    {
        ExecutedCell cell = client.Execute(code);
        Assert.Equal("error", cell.Status);
        Assert.NotEqual("CompilationError", cell.Reply["ename"]!.GetValue<string>());
        Assert.NotEmpty(cell.Reply["evalue"]!.GetValue<string>());
        Assert.Equal("5", client.Execute("2 + 3").Result);
    }

    [Fact]
    public void A_cell_that_ends_the_process_has_its_text_delivered_and_a_sentence_behind_it()
    {
        using KernelProgram kernel = new();
        kernel.Client.Send("execute_request", KernelClient.Code("Console.WriteLine(\"before\"); display(7); Console.Write(\"last\"); Environment.Exit(3);"));
        List<JupyterMessage> outputs = [];
        while (!string.Concat(Text(outputs, "stderr")).Contains("The kernel's process ends")) outputs.Add(kernel.Client.NextOutput());
        Assert.Equal("before\nlast", Text(outputs, "stdout"));
        Assert.Contains(outputs, output => output.Type == "display_data");
        Assert.Contains("goes on from its last finished step", Text(outputs, "stderr"));
        Assert.True(kernel.Ended(20));
        Assert.Equal(3, kernel.Process.ExitCode);
    }

    // The runtime cannot be kept from ending the process then; methods that only call each other without end are caught before.
    [Fact]
    public void A_stack_that_one_method_overflows_ends_the_process_and_what_was_written_has_arrived()
    {
        using KernelProgram kernel = new();
        kernel.Client.Send("execute_request", KernelClient.Code(
            "Console.Write(\"before\"); Thread.Sleep(300); int Deep() { Span<byte> much = stackalloc byte[256 << 20]; much.Fill(1); return much[^1]; } Deep()"));
        JupyterMessage output;
        do output = kernel.Client.NextOutput();
        while (output.Type != "stream");
        Assert.Equal("before", output.Text("text"));
        Assert.True(kernel.Ended(60));
        Assert.NotEqual(0, kernel.Process.ExitCode);
    }

    [Fact]
    public void A_thread_that_throws_is_reported_below_its_cell_and_the_kernel_goes_on()
    {
        using KernelProgram kernel = new();
        ExecutedCell cell = kernel.Client.Execute(
            "var thread = new Thread(() => throw new InvalidOperationException(\"from a thread\")); thread.Start(); thread.Join(); Thread.Sleep(100); 6");
        Assert.Contains("A thread of the cell ended with an exception", cell.Stderr);
        Assert.Contains("from a thread", cell.Stderr);
        Assert.Equal("6", cell.Result);
        Assert.Equal("8", kernel.Client.Execute("8").Result);
        Assert.Equal("shutdown_reply", kernel.Client.Ask("shutdown_request", [], overtaking: true).Type);
        Assert.True(kernel.Ended(20));
        Assert.Equal(0, kernel.Process.ExitCode);
    }

    private static string Text(IEnumerable<JupyterMessage> outputs, string name) =>
        string.Concat(outputs.Where(output => output.Type == "stream" && output.Text("name") == name).Select(output => output.Text("text")));
}
