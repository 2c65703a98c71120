using System.Diagnostics;
using Cppo.Kernel.Commands;
using Cppo.Kernel.Languages.Packages;

namespace Cppo.Kernel.Tests.Commands;

/// <summary>What a program left behind.</summary>
internal sealed record Finished(int Code, string Output, string Error);

/// <summary>Runs the tool, and others, as programs of their own.</summary>
internal static class Tool
{
    public static Task<Finished> RunAsync(params string[] arguments) =>
        StartAsync(DotnetHost.Path, [typeof(CommandLine).Assembly.Location, .. arguments], []);

    /// <summary>Runs the tool and presses Ctrl+C as soon as something is so.</summary>
    public static Task<Finished> InterruptAsync(Func<bool> when, params string[] arguments) => StartAsync(
        DotnetHost.Path,
        [typeof(CommandLine).Assembly.Location, .. arguments],
        [],
        onStart: async process =>
        {
            while (!process.HasExited && !when()) await Task.Delay(50);
            if (!process.HasExited) await StartAsync("/bin/sh", ["-c", $"kill -INT {process.Id}"], []);
        });

    public static async Task<Finished> StartAsync(
        string program, string[] arguments, Dictionary<string, string> environment, int seconds = 180, Func<Process, Task>? onStart = null)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        try
        {
            if (onStart is not null) await onStart(process).WaitAsync(TimeSpan.FromSeconds(seconds));
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(seconds));
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
        }

        return new(process.HasExited ? process.ExitCode : -1, await output, await error);
    }
}
