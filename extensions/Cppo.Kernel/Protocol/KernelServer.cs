using System.Text.Json.Nodes;
using System.Threading.Channels;
using Cppo.Kernel.Sessions;

namespace Cppo.Kernel.Protocol;

/// <summary>
/// A Jupyter kernel: takes requests from the sockets and answers them. Requests on the shell channel are answered one after the
/// other; interrupt and shutdown come on the control channel and overtake them.
/// </summary>
internal sealed class KernelServer : IDisposable
{
    private readonly Channel<(JupyterMessage Message, DateTime Arrived)> shell = System.Threading.Channels.Channel.CreateUnbounded<(JupyterMessage, DateTime)>();
    private readonly Channel<JupyterMessage> control = System.Threading.Channels.Channel.CreateUnbounded<JupyterMessage>();
    private readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly NotebookSession session = new();
    private readonly KernelSockets sockets;
    private readonly KernelChannel channel;
    private readonly InputChannel input;
    private readonly ExecuteHandler execute;
    private readonly CodeHandler code;
    private readonly InputHistory history = new();

    /// <summary>Listens on the ports of a connection file.</summary>
    public KernelServer(ConnectionFile connection)
    {
        sockets = new(connection, Received);
        channel = new(sockets.Send);
        input = new(channel);
        execute = new(session, channel, input, history);
        code = new(session);
    }

    /// <summary>Answers requests until one asks for the end.</summary>
    public async Task RunAsync()
    {
        using ConsoleRedirection console = new();
        sockets.Start();
        channel.Status(null, "starting");
        Task warm = session.WarmUpAsync();
        _ = Task.Run(AnswerShellAsync);
        _ = Task.Run(AnswerControlAsync);
        await stopped.Task.ConfigureAwait(false);
        _ = warm.Exception;
    }

    /// <summary>Stops the running cell; for a signal from the terminal.</summary>
    public void Interrupt() => session.Interrupt();

    /// <summary>Ends <see cref="RunAsync"/>.</summary>
    public void Stop() => stopped.TrySetResult();

    /// <summary>Sends what the running cell has written, tells its reader why there will be no more, and closes the sockets; for a process that is about to end.</summary>
    public void Leave(string sentence)
    {
        execute.Say(sentence);
        sockets.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        sockets.Dispose();
        session.Dispose();
    }

    private void Received(Channel from, JupyterMessage message)
    {
        switch (from)
        {
            case Channel.Shell:
                shell.Writer.TryWrite((message, DateTime.UtcNow));
                break;
            case Channel.Control:
                control.Writer.TryWrite(message);
                break;
            case Channel.Stdin:
                input.Received(message);
                break;
        }
    }

    private async Task AnswerShellAsync()
    {
        DateTime abortUntil = DateTime.MinValue;
        await foreach ((JupyterMessage message, DateTime arrived) in shell.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            channel.Status(message, "busy");
            if (message.Type == "execute_request" && arrived <= abortUntil) execute.Abort(message);
            // Cells that waited behind a failed one are not run: they were sent in the belief that it would work.
            else if (message.Type == "execute_request") abortUntil = await execute.RunAsync(message).ConfigureAwait(false) ? abortUntil : DateTime.UtcNow;
            else await AnswerAsync(Channel.Shell, message).ConfigureAwait(false);
            channel.Status(message, "idle");
        }
    }

    private async Task AnswerControlAsync()
    {
        await foreach (JupyterMessage message in control.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            channel.Status(message, "busy");
            await AnswerAsync(Channel.Control, message).ConfigureAwait(false);
            channel.Status(message, "idle");
            if (message.Type == "shutdown_request") Stop();
        }
    }

    private async Task AnswerAsync(Channel from, JupyterMessage message)
    {
        JsonObject? answer;
        try
        {
            answer = message.Type switch
            {
                "kernel_info_request" => KernelInfo.Content(),
                "is_complete_request" => code.IsComplete(message),
                "complete_request" => await code.CompleteAsync(message).ConfigureAwait(false),
                "inspect_request" => await code.InspectAsync(message).ConfigureAwait(false),
                "history_request" => history.Answer(message),
                "comm_info_request" => new() { ["status"] = "ok", ["comms"] = new JsonObject() },
                "connect_request" => new() { ["status"] = "ok" },
                "interrupt_request" => Interrupted(),
                "shutdown_request" => new() { ["status"] = "ok", ["restart"] = message.Flag("restart", false) },
                _ => null,
            };
        }
        catch (Exception error)
        {
            // A question about code must not take the kernel down, whatever the compiler's services make of the code.
            answer = new()
            {
                ["status"] = "error", ["ename"] = error.GetType().Name, ["evalue"] = error.Message, ["traceback"] = new JsonArray(),
            };
        }

        // Widgets are not there: whoever opens a comm is told at once that it is closed.
        if (message.Type == "comm_open") channel.Publish(message, "comm_close", new() { ["comm_id"] = message.Text("comm_id"), ["data"] = new JsonObject() });
        if (answer is not null) channel.Reply(from, message, message.Type.Replace("_request", "_reply", StringComparison.Ordinal), answer);
    }

    private JsonObject Interrupted()
    {
        session.Interrupt();
        return new() { ["status"] = "ok" };
    }
}
