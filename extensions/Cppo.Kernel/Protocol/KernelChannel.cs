using System.Text;
using System.Text.Json.Nodes;

namespace Cppo.Kernel.Protocol;

/// <summary>What the kernel says: replies to whoever asked, outputs to everyone, each with the header of its cause.</summary>
internal sealed class KernelChannel(Action<Channel, JupyterMessage> send)
{
    private readonly string session = Guid.NewGuid().ToString("N");

    /// <summary>Answers a request on the channel on which it came.</summary>
    public void Reply(Channel channel, JupyterMessage request, string type, JsonObject content) =>
        send(channel, JupyterMessage.Create(type, session, request, content, request.Identities));

    /// <summary>Tells everyone.</summary>
    public void Publish(JupyterMessage? cause, string type, JsonObject content) =>
        send(Channel.Iopub, JupyterMessage.Create(type, session, cause, content, [Encoding.ASCII.GetBytes($"kernel.{session}.{type}")]));

    /// <summary>Tells everyone whether the kernel works on a request.</summary>
    /// <param name="cause">The request; null at the start.</param>
    /// <param name="state">busy, idle or starting.</param>
    public void Status(JupyterMessage? cause, string state) => Publish(cause, "status", new() { ["execution_state"] = state });

    /// <summary>Asks the user who sent a request.</summary>
    public void Ask(JupyterMessage request, string prompt, bool password) =>
        send(Channel.Stdin, JupyterMessage.Create(
            "input_request", session, request, new() { ["prompt"] = prompt, ["password"] = password }, request.Identities));
}
