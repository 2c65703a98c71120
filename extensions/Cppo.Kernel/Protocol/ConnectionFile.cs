using System.Text;
using System.Text.Json;
using Cppo.Runtime;

namespace Cppo.Kernel.Protocol;

/// <summary>What Jupyter tells a kernel: the ports to listen on and the key to sign with.</summary>
/// <param name="Transport">"tcp" or "ipc".</param>
/// <param name="Address">The address to listen on.</param>
/// <param name="ShellPort">Port for requests.</param>
/// <param name="ControlPort">Port for requests that must not wait behind a running cell.</param>
/// <param name="StdinPort">Port for questions to the user.</param>
/// <param name="IopubPort">Port for outputs.</param>
/// <param name="HeartbeatPort">Port for the heartbeat.</param>
/// <param name="Key">The key; empty where messages are not signed.</param>
internal sealed record ConnectionFile(
    string Transport, string Address, int ShellPort, int ControlPort, int StdinPort, int IopubPort, int HeartbeatPort, byte[] Key)
{
    /// <summary>Reads a connection file.</summary>
    /// <exception cref="CppoException">The file is missing, incomplete, or asks for what this kernel does not do.</exception>
    public static ConnectionFile Read(string path)
    {
        const string advice = "Let Jupyter start the kernel; it writes the file.";
        if (!File.Exists(path)) throw new CppoException($"The connection file {path} was not found.", advice);
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonElement root = document.RootElement;
            string scheme = root.TryGetProperty("signature_scheme", out JsonElement named) ? named.GetString() ?? "" : "hmac-sha256";
            if (scheme is not ("hmac-sha256" or ""))
            {
                throw new CppoException($"The connection file {path} asks for signatures by {scheme}.", "This kernel signs by hmac-sha256, Jupyter's default.");
            }

            string transport = root.GetProperty("transport").GetString() ?? "tcp";
            if (transport != "tcp") throw new CppoException($"The connection file {path} asks for the transport {transport}.", "This kernel listens on tcp.");
            return new(
                transport,
                root.GetProperty("ip").GetString() ?? "127.0.0.1",
                root.GetProperty("shell_port").GetInt32(),
                root.GetProperty("control_port").GetInt32(),
                root.GetProperty("stdin_port").GetInt32(),
                root.GetProperty("iopub_port").GetInt32(),
                root.GetProperty("hb_port").GetInt32(),
                Encoding.UTF8.GetBytes(root.GetProperty("key").GetString() ?? ""));
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new CppoException($"The connection file {path} is not complete: {error.Message}", advice, error);
        }
    }

    /// <summary>The address of a port in ZeroMQ's form.</summary>
    public string Endpoint(int port) => $"{Transport}://{(Address == "0.0.0.0" ? "*" : Address)}:{port}";
}
