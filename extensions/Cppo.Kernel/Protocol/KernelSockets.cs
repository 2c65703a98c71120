using NetMQ;
using NetMQ.Sockets;

namespace Cppo.Kernel.Protocol;

/// <summary>The five sockets that Jupyter talks to.</summary>
internal enum Channel
{
    /// <summary>Requests, one after the other.</summary>
    Shell,

    /// <summary>Requests that overtake: interrupt and shutdown.</summary>
    Control,

    /// <summary>Questions to the user and their answers.</summary>
    Stdin,

    /// <summary>Outputs, to everyone who listens.</summary>
    Iopub,
}

/// <summary>
/// Owns the sockets and the one thread that may touch them. Messages are sent from any thread; they leave in the order in which
/// they were given.
/// </summary>
internal sealed class KernelSockets : IDisposable
{
    // What one turn of the sockets' thread sends at most, so that requests are heard while a cell floods; and how many messages may
    // wait before whoever sends more has to wait as well.
    private const int Turn = 64, MostWaiting = 4096;

    private readonly MessageCodec codec;
    private readonly RouterSocket shell = new();
    private readonly RouterSocket control = new();
    private readonly RouterSocket stdin = new();
    private readonly PublisherSocket iopub = new();
    private readonly ResponseSocket heartbeat = new();
    private readonly NetMQQueue<(Channel Channel, IReadOnlyList<byte[]> Frames)> outgoing = new();
    private readonly NetMQPoller poller;
    private bool closed;

    /// <summary>Listens on the ports of a connection file; <see cref="Start"/> begins to receive.</summary>
    /// <param name="connection">Ports and key.</param>
    /// <param name="received">Called on the sockets' thread with every message that is properly signed; must return at once.</param>
    public KernelSockets(ConnectionFile connection, Action<Channel, JupyterMessage> received)
    {
        codec = new(new MessageSigner(connection.Key));
        Listen(shell, connection.Endpoint(connection.ShellPort));
        Listen(control, connection.Endpoint(connection.ControlPort));
        Listen(stdin, connection.Endpoint(connection.StdinPort));
        Listen(iopub, connection.Endpoint(connection.IopubPort));
        Listen(heartbeat, connection.Endpoint(connection.HeartbeatPort));

        shell.ReceiveReady += (_, _) => Receive(Channel.Shell, shell, received);
        control.ReceiveReady += (_, _) => Receive(Channel.Control, control, received);
        stdin.ReceiveReady += (_, _) => Receive(Channel.Stdin, stdin, received);
        heartbeat.ReceiveReady += (_, _) => heartbeat.SendMultipartMessage(heartbeat.ReceiveMultipartMessage());
        outgoing.ReceiveReady += (_, _) => SendAll();
        poller = [shell, control, stdin, iopub, heartbeat, outgoing];
    }

    /// <summary>Begins to receive and to send.</summary>
    public void Start() => poller.RunAsync("kernel sockets", isBackgroundThread: true);

    /// <summary>Sends a message; waits where many others wait already.</summary>
    public void Send(Channel channel, JupyterMessage message)
    {
        IReadOnlyList<byte[]> frames = codec.Encode(message);
        while (outgoing.Count > MostWaiting && !Volatile.Read(ref closed)) Thread.Sleep(1);
        if (!Volatile.Read(ref closed)) outgoing.Enqueue((channel, frames));
    }

    /// <summary>Sends what waits and closes the sockets.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref closed, true)) return;
        // A socket that closes keeps sending what it holds for as long as its linger time.
        SpinWait.SpinUntil(() => outgoing.IsEmpty, TimeSpan.FromSeconds(5));
        poller.Stop();
        poller.Dispose();
        foreach (NetMQSocket socket in new NetMQSocket[] { shell, control, stdin, iopub, heartbeat }) socket.Dispose();
        outgoing.Dispose();
    }

    private static void Listen(NetMQSocket socket, string endpoint)
    {
        // No limit: beyond one, a publisher drops messages without a word.
        socket.Options.SendHighWatermark = 0;
        socket.Options.ReceiveHighWatermark = 0;
        socket.Options.Linger = TimeSpan.FromSeconds(2);
        socket.Bind(endpoint);
    }

    private void Receive(Channel channel, NetMQSocket socket, Action<Channel, JupyterMessage> received)
    {
        NetMQMessage frames = socket.ReceiveMultipartMessage();
        if (codec.TryDecode([.. frames.Select(frame => frame.ToByteArray())], out JupyterMessage? message)) received(channel, message);
    }

    private void SendAll()
    {
        for (int i = 0; i < Turn && outgoing.TryDequeue(out (Channel Channel, IReadOnlyList<byte[]> Frames) next, TimeSpan.Zero); i++)
        {
            NetMQSocket socket = next.Channel switch
            {
                Channel.Shell => shell,
                Channel.Control => control,
                Channel.Stdin => stdin,
                _ => iopub,
            };
            socket.SendMultipartMessage(new NetMQMessage(next.Frames));
        }
    }
}
