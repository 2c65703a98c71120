using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Cppo.Kernel.Protocol;
using NetMQ;
using NetMQ.Sockets;

namespace Cppo.Kernel.Tests.Protocol;

/// <summary>What a cell came to, as a notebook program sees it.</summary>
internal sealed record ExecutedCell(JsonObject Reply, IReadOnlyList<JupyterMessage> Outputs)
{
    public string Status => Reply["status"]!.GetValue<string>();

    public string Stdout => Text("stdout");

    public string Stderr => Text("stderr");

    public string? Result => Outputs.FirstOrDefault(output => output.Type == "execute_result")?.Content["data"]!["text/plain"]!.GetValue<string>();

    public IEnumerable<JupyterMessage> Displays => Outputs.Where(output => output.Type == "display_data");

    private string Text(string name) => string.Concat(
        Outputs.Where(output => output.Type == "stream" && output.Text("name") == name).Select(output => output.Text("text")));
}

/// <summary>A Jupyter client over real sockets, talking to a kernel in this process or in one of its own.</summary>
public sealed class KernelClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly MessageCodec codec;
    private readonly DealerSocket shell = new();
    private readonly DealerSocket control = new();
    private readonly DealerSocket stdin = new();
    private readonly SubscriberSocket iopub = new();
    private readonly RequestSocket heartbeat = new();
    private readonly KernelServer? server;
    private readonly Task running;

    public KernelClient()
        : this(NewConnection(), inProcess: true)
    {
    }

    internal KernelClient(ConnectionFile connection, bool inProcess)
    {
        codec = new(new MessageSigner(connection.Key));
        server = inProcess ? new(connection) : null;
        running = server?.RunAsync() ?? Task.CompletedTask;

        byte[] identity = Guid.NewGuid().ToByteArray();
        foreach (DealerSocket socket in new[] { shell, control, stdin }) socket.Options.Identity = [1, .. identity];
        iopub.Options.ReceiveHighWatermark = 0;
        iopub.Connect(connection.Endpoint(connection.IopubPort));
        iopub.SubscribeToAnyTopic();
        shell.Connect(connection.Endpoint(connection.ShellPort));
        control.Connect(connection.Endpoint(connection.ControlPort));
        stdin.Connect(connection.Endpoint(connection.StdinPort));
        heartbeat.Connect(connection.Endpoint(connection.HeartbeatPort));
        AwaitSubscription();
    }

    /// <summary>Free ports and a new key.</summary>
    internal static ConnectionFile NewConnection()
    {
        int[] ports = FreePorts(5);
        return new("tcp", "127.0.0.1", ports[0], ports[1], ports[2], ports[3], ports[4], Encoding.UTF8.GetBytes(Guid.NewGuid().ToString()));
    }

    /// <summary>When the kernel first answered, as a timestamp of the stopwatch.</summary>
    internal long FirstReply { get; private set; }

    /// <summary>Ends once the kernel has been asked to shut down.</summary>
    internal Task Running => running;

    internal string Send(string type, JsonObject content, bool overtaking = false, JsonObject? metadata = null)
    {
        JupyterMessage message = JupyterMessage.Create(type, "client", null, content, []) with { Metadata = metadata?.DeepClone().AsObject() ?? [] };
        (overtaking ? control : shell).SendMultipartMessage(new NetMQMessage(codec.Encode(message)));
        return message.Header["msg_id"]!.GetValue<string>();
    }

    /// <summary>Sends frames that no honest client would send.</summary>
    internal void SendRaw(params byte[][] frames) => shell.SendMultipartMessage(new NetMQMessage(frames));

    internal JupyterMessage Reply(bool overtaking = false) => Receive(overtaking ? control : shell, Patience) ?? throw new TimeoutException("no reply");

    internal JupyterMessage Ask(string type, JsonObject content, bool overtaking = false)
    {
        string id = Send(type, content, overtaking);
        JupyterMessage reply = Reply(overtaking);
        OutputsOf(id);
        return reply;
    }

    internal static JsonObject Code(string code) => new() { ["code"] = code, ["silent"] = false, ["store_history"] = true, ["allow_stdin"] = true };

    internal ExecutedCell Execute(string code, Action<JsonObject>? change = null, JsonObject? metadata = null)
    {
        JsonObject content = Code(code);
        change?.Invoke(content);
        string id = Send("execute_request", content, metadata: metadata);
        IReadOnlyList<JupyterMessage> outputs = OutputsOf(id);
        return new(Reply().Content, outputs);
    }

    /// <summary>Everything that is published because of a message, until the kernel is idle again.</summary>
    internal IReadOnlyList<JupyterMessage> OutputsOf(string id)
    {
        List<JupyterMessage> outputs = [];
        while (true)
        {
            JupyterMessage output = NextOutput();
            if (output.Parent["msg_id"]?.GetValue<string>() != id) continue;
            outputs.Add(output);
            if (output.Type == "status" && output.Text("execution_state") == "idle") return outputs;
        }
    }

    internal JupyterMessage NextOutput() => Receive(iopub, Patience) ?? throw new TimeoutException("no output");

    /// <summary>Waits for a question to the user and answers it.</summary>
    internal JupyterMessage Answer(string value)
    {
        JupyterMessage question = Question();
        JupyterMessage answer = JupyterMessage.Create("input_reply", "client", question, new() { ["value"] = value, ["status"] = "ok" }, []);
        stdin.SendMultipartMessage(new NetMQMessage(codec.Encode(answer)));
        return question;
    }

    internal JupyterMessage Question() => Receive(stdin, Patience) ?? throw new TimeoutException("no question");

    internal string Beat(string text)
    {
        heartbeat.SendFrame(text);
        return heartbeat.TryReceiveFrameString(Patience, out string? back) ? back! : throw new TimeoutException("no heartbeat");
    }

    public void Dispose()
    {
        server?.Stop();
        // The kernel gives the console back as it ends; later, it would take it from the next test.
        running.Wait(Patience);
        server?.Dispose();
        foreach (NetMQSocket socket in new NetMQSocket[] { shell, control, stdin, iopub, heartbeat }) socket.Dispose();
    }

    // A subscriber hears nothing until its subscription has arrived.
    private void AwaitSubscription()
    {
        for (int i = 0; i < 100; i++)
        {
            Send("kernel_info_request", []);
            Reply();
            if (i == 0) FirstReply = System.Diagnostics.Stopwatch.GetTimestamp();
            if (Receive(iopub, TimeSpan.FromMilliseconds(100)) is null) continue;
            while (Receive(iopub, TimeSpan.FromMilliseconds(200)) is not null)
            {
            }

            return;
        }

        throw new TimeoutException("no subscription");
    }

    private JupyterMessage? Receive(NetMQSocket socket, TimeSpan patience)
    {
        NetMQMessage? frames = null;
        if (!socket.TryReceiveMultipartMessage(patience, ref frames)) return null;
        return codec.TryDecode([.. frames!.Select(frame => frame.ToByteArray())], out JupyterMessage? message)
            ? message
            : throw new InvalidDataException("The kernel's signature is wrong.");
    }

    private static int[] FreePorts(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (TcpListener listener in listeners) listener.Start();
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (TcpListener listener in listeners) listener.Stop();
        return ports;
    }
}
