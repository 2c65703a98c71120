using System.Text.Json.Nodes;

namespace Cppo.Kernel.Tests.Protocol;

/// <summary>Training from cells, interrupted by message.</summary>
[Collection(KernelCollection.Name)]
public sealed class TrainingTests(KernelClient client) : IClassFixture<KernelClient>
{
    private const string Options = "--steps 3 --prompts 2 --group 4 --set mild --seed 5 --eval 6";

    private const string Weights = """
        using (var hash = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256))
        {
            foreach (var (name, weight) in policy.Parameters.OrderBy(entry => entry.Key)) hash.AppendData(weight.detach().bytes);
            Console.Write(Convert.ToHexString(hash.GetHashAndReset()));
        }
        """;

    [Fact]
    public void A_run_interrupted_by_message_ends_calmly_and_resumes_to_the_same_weights()
    {
        string whole = Train(interrupts: 0, out _), pieces = Train(interrupts: 2, out IReadOnlyList<JupyterMessage> outputs);
        Assert.Equal(64, whole.Length);
        Assert.Equal(whole, pieces);
        Assert.DoesNotContain(outputs, output => output.Type == "error");
        Assert.Contains(outputs, output => output.Type == "display_data" && Plain(output).Contains("every finished step is kept") && Plain(output).Contains("#!cppo-train --resume goes on"));
    }

    [Fact]
    public void Any_magic_says_what_an_interrupt_left()
    {
        client.Execute("#!cppo-model guesser");
        client.Send("execute_request", KernelClient.Code("#!cppo-eval --count 3000 --as never"));
        IReadOnlyList<JupyterMessage> outputs = Interrupt(displays: 1);
        Assert.Contains(outputs, output => output.Type == "display_data" && Plain(output).Contains("#!cppo-eval was interrupted: nothing was stored"));
        Assert.DoesNotContain(outputs, output => output.Type == "error");
        Assert.Equal("error", client.Execute("never").Status);
    }

    [Fact]
    public void A_comparison_interrupted_by_message_ends_calmly_and_the_same_line_finishes_it()
    {
        using TemporaryFolder folder = new();
        client.Execute("#!cppo-model guesser");
        string line = $"#!cppo-compare --seeds 1 --steps 2 --prompts 2 --group 2 --pictures 3 --n 0 --perturb none --set Sampling.MaxNewTokens=8 --run {folder.Path}";
        client.Send("execute_request", KernelClient.Code(line));
        IReadOnlyList<JupyterMessage> outputs = Interrupt(displays: 2);
        Assert.DoesNotContain(outputs, output => output.Type == "error");
        Assert.Contains(outputs, output => output.Type == "display_data" && Plain(output).Contains("The same line goes on"));
        Assert.Equal("ok", client.Execute(line).Status);
        Assert.Equal("True", client.Execute("comparison.IsComplete").Result);
    }

    private string Train(int interrupts, out IReadOnlyList<JupyterMessage> seen)
    {
        seen = [];
        client.Execute("#!cppo-model guesser");
        string line = $"#!cppo-train {Options}";
        for (int i = 0; i < interrupts; i++, line = "#!cppo-train --resume")
        {
            client.Send("execute_request", KernelClient.Code(line));
            seen = [.. seen, .. Interrupt(displays: 2)];
        }

        Assert.Equal("ok", client.Execute(line).Status);
        ExecutedCell state = client.Execute("Console.Write(string.Join(\",\", history.Evaluations.Select(point => point.Total)));");
        Assert.Equal("6,6", state.Stdout);
        return client.Execute(Weights).Stdout;
    }

    // The call is shown first, then the live view: the first step or evaluation is running by then.
    private List<JupyterMessage> Interrupt(int displays)
    {
        List<JupyterMessage> outputs = [];
        while (outputs.Count(output => output.Type is "display_data" or "update_display_data") < displays) outputs.Add(client.NextOutput());

        string id = outputs[^1].Parent["msg_id"]!.GetValue<string>();
        client.Send("interrupt_request", [], overtaking: true);
        client.Reply(overtaking: true);
        outputs.AddRange(client.OutputsOf(id));
        JupyterMessage reply = client.Reply();
        Assert.Equal("error", reply.Text("status"));
        Assert.Equal("Interrupted", reply.Text("ename"));
        return outputs;
    }

    private static string Plain(JupyterMessage output) => (output.Content["data"] as JsonObject)?["text/plain"]?.GetValue<string>() ?? "";
}
