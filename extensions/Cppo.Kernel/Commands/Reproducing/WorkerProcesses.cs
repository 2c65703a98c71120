using System.Diagnostics;
using System.Globalization;
using Cppo.Kernel.Languages.Packages;
using Cppo.Runtime;

namespace Cppo.Kernel.Commands.Reproducing;

/// <summary>What a worker is told.</summary>
/// <param name="Folder">The reproduction's folder.</param>
/// <param name="Parts">Parts by name; all where empty.</param>
/// <param name="Quick">Whether it is the quick scale.</param>
/// <param name="Threads">Threads of a worker.</param>
internal sealed record WorkerOrder(string Folder, IReadOnlyList<string> Parts, bool Quick, int Threads)
{
    /// <summary>The command line.</summary>
    public IEnumerable<string> Arguments =>
    [
        typeof(WorkerOrder).Assembly.Location, "reproduce", "--worker", "--out", Folder, "--threads", Threads.ToString(CultureInfo.InvariantCulture),
        .. Quick ? new[] { "--quick" } : [], .. Parts.SelectMany(part => new[] { "--only", part }),
    ];
}

/// <summary>The processes that share a reproduction's work. They end when this one does, however it ends.</summary>
internal sealed class WorkerProcesses : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    private readonly List<Process> processes = [];
    private readonly List<string> errors = [];

    /// <summary>Whether a worker is at work.</summary>
    public bool AnyRuns => processes.Any(process => !process.HasExited);

    /// <summary>What they said on their error streams.</summary>
    public string Words
    {
        get
        {
            lock (errors) return string.Join(' ', errors.Distinct());
        }
    }

    /// <summary>Starts them.</summary>
    /// <exception cref="CppoException">This program cannot be started again.</exception>
    public static WorkerProcesses Start(WorkerOrder order, int count)
    {
        WorkerProcesses all = new();
        try
        {
            for (int i = 0; i < count; i++) all.Start(order);
            return all;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            all.Dispose();
            throw new CppoException($"{DotnetHost.Path} cannot be started: {error.Message}", "Make sure that dotnet is on the PATH.", error);
        }
    }

    /// <summary>Lets them give up their running steps and end.</summary>
    public void Stop()
    {
        foreach (Process process in processes.Where(process => !process.HasExited)) process.StandardInput.Close();
        foreach (Process process in processes.Where(process => !process.WaitForExit(Grace))) process.Kill();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        foreach (Process process in processes) process.Dispose();
    }

    private void Start(WorkerOrder order)
    {
        ProcessStartInfo start = new(DotnetHost.Path, order.Arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["OMP_NUM_THREADS"] = order.Threads.ToString(CultureInfo.InvariantCulture);
        Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, said) =>
        {
            lock (errors)
            {
                if (!string.IsNullOrWhiteSpace(said.Data) && errors.Count < 20) errors.Add(said.Data.Trim());
            }
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        processes.Add(process);
    }
}
