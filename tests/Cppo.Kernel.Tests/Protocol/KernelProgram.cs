using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Cppo.Kernel.Commands;
using Cppo.Kernel.Languages.Packages;
using Cppo.Kernel.Protocol;

namespace Cppo.Kernel.Tests.Protocol;

/// <summary>The kernel as Jupyter starts it: a process of its own with a connection file.</summary>
internal sealed class KernelProgram : IDisposable
{
    private readonly string file = Path.Combine(Path.GetTempPath(), $"cppo-kernel-{Guid.NewGuid():N}.json");

    public KernelProgram()
    {
        ConnectionFile connection = KernelClient.NewConnection();
        File.WriteAllText(file, new JsonObject
        {
            ["transport"] = connection.Transport,
            ["ip"] = connection.Address,
            ["shell_port"] = connection.ShellPort,
            ["control_port"] = connection.ControlPort,
            ["stdin_port"] = connection.StdinPort,
            ["iopub_port"] = connection.IopubPort,
            ["hb_port"] = connection.HeartbeatPort,
            ["signature_scheme"] = "hmac-sha256",
            ["key"] = Encoding.UTF8.GetString(connection.Key),
        }.ToJsonString());
        Process = Process.Start(new ProcessStartInfo(DotnetHost.Path, [typeof(KernelCommand).Assembly.Location, "kernel", "start", file])
        {
            RedirectStandardError = true, RedirectStandardOutput = true,
        })!;
        // Read and dropped, so that a full pipe never holds the kernel up.
        Process.BeginErrorReadLine();
        Process.BeginOutputReadLine();
        Client = new(connection, inProcess: false);
    }

    public Process Process { get; }

    public KernelClient Client { get; }

    /// <summary>Whether the process has ended within some seconds.</summary>
    public bool Ended(int seconds) => Process.WaitForExit(TimeSpan.FromSeconds(seconds));

    public void Dispose()
    {
        Client.Dispose();
        if (!Process.HasExited) Process.Kill();
        Process.Dispose();
        File.Delete(file);
    }
}
