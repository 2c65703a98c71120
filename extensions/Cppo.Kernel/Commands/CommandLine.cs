using System.CommandLine;
using Cppo.Runtime;
using Spectre.Console;

namespace Cppo.Kernel.Commands;

/// <summary>The tool's commands.</summary>
internal static class CommandLine
{
    /// <summary>Exit code of a run that failed: a cell that threw, a file that is not there.</summary>
    public const int Failed = 1;

    /// <summary>Exit code of a run that the user stopped.</summary>
    public const int Stopped = 130;

    /// <summary>Carries out a command line.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        RootCommand root = new("""
            CPPO in notebooks: a Jupyter kernel for C# and a runner for notebooks.

            Examples:
              cppo kernel install --user                      make "C# (CPPO)" known to Jupyter and VS Code
              cppo doctor                                     look at this machine and say what is missing
              cppo run in.ipynb --html out.html               run a notebook and write a page
              cppo run in.ipynb --out out.ipynb --set steps=5 run it with a parameter of its own
              cppo warmstart --out models                     train the shipped models from random weights
            """)
        {
            RunCommand.Create(),
            KernelCommand.Create(),
            DoctorCommand.Create(),
            WarmStartCommand.Create(),
        };
        try
        {
            // Signals are the commands' own business: a kernel stops a cell, a run stops and writes what it has.
            InvocationConfiguration configuration = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await root.Parse(arguments).InvokeAsync(configuration).ConfigureAwait(false);
        }
        catch (CppoException error)
        {
            Report(error);
            return Failed;
        }
    }

    /// <summary>The terminal for messages; plain text where it is not a terminal.</summary>
    public static IAnsiConsole ErrorConsole()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        // A log has no width at which sentences would have to be broken.
        if (Console.IsErrorRedirected) console.Profile.Width = 10_000;
        return console;
    }

    private static void Report(CppoException error)
    {
        IAnsiConsole console = ErrorConsole();
        console.MarkupLineInterpolated($"[red]Error:[/] {error.Message}");
        if (error.Advice.Length > 0) console.MarkupLineInterpolated($"{error.Advice}");
    }
}
