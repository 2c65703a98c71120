using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Cppo.Kernel.Protocol;
using Cppo.Kernel.Sessions;
using NetMQ;

namespace Cppo.Kernel.Commands;

/// <summary>
/// Runs the kernel as a process, and sees to it that what a cell has written arrives whatever the cell does to the process. What cannot
/// be helped is a stack that overflows in code that the kernel did not compile: the runtime then ends the process on the spot, and
/// Jupyter starts a new one. Methods of cells look at their stack and throw in time.
/// </summary>
internal static class KernelProcess
{
    private const string Left =
        "The kernel's process ends while this cell runs (Environment.Exit, or a signal from outside): its variables are gone. "
        + "A training run with a folder (--run) goes on from its last finished step.";

    /// <summary>Runs until a request, a signal or a cell ends it.</summary>
    /// <param name="connection">Ports and key.</param>
    public static async Task RunAsync(ConnectionFile connection)
    {
        using KernelServer server = new(connection);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            server.Interrupt();
        });
        using ParentWatch parent = new(server.Stop);
        AppDomain.CurrentDomain.ProcessExit += Leave;
        ExceptionHandling.SetUnhandledExceptionHandler(Report);
        await server.RunAsync().ConfigureAwait(false);
        AppDomain.CurrentDomain.ProcessExit -= Leave;
        server.Dispose();
        Deliver();

        void Leave(object? sender, EventArgs arguments)
        {
            server.Leave(Left);
            Deliver();
        }
    }

    // The sockets are closed; what they still hold leaves before the process does.
    private static void Deliver() => NetMQConfig.Cleanup(block: true);

    // A thread that a cell started: its failure belongs below the cell, and is no reason to end the process.
    private static bool Report(Exception error)
    {
        IReadOnlyList<string> lines = ErrorFormatter.Format(error, "", new Dictionary<string, string>()).Traceback;
        CellRun.Current?.Output.Stream(StreamName.Error, $"A thread of the cell ended with an exception:\n{string.Join('\n', lines)}\n");
        return true;
    }
}
