using System.CommandLine;
using Cppo.Kernel.Commands.Terminal;
using Cppo.Runtime;

namespace Cppo.Kernel.Commands;

/// <summary>The tool's commands.</summary>
internal static class CommandLine
{
    /// <summary>Carries out a command line.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        RootCommand root = new("""
            CPPO: reinforcement learning of vision-language models from a terminal, and in notebooks.

            Examples:
              cppo train --out runs/first --method cppo Steps=50 LearningRate=4e-5
              cppo resume runs/first                          go on with a run that was stopped
              cppo runs                                       what is there, and how far it is
              cppo eval --model guesser --n 4 --out report.json
              cppo kernel install --user                      make "C# (CPPO)" known to Jupyter and VS Code
              cppo run in.ipynb --html out.html               run a notebook and write a page
              cppo doctor                                     look at this machine and say what is missing

            Exit codes: 0 done; 1 failed, with the reason and an advice on the error stream; 2 wrong usage; 130 interrupted.
            """)
        {
            RunsCommand.Create(),
            EvalCommand.Create(),
            RunCommand.Create(),
            KernelCommand.Create(),
            DoctorCommand.Create(),
            WarmStartCommand.Create(),
        };
        try
        {
            // Signals are the commands' own business: a kernel stops a cell, a run stops and writes what it has.
            InvocationConfiguration configuration = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            ParseResult parsed = root.Parse(arguments);
            int code = await parsed.InvokeAsync(configuration).ConfigureAwait(false);
            return parsed.Errors.Count > 0 ? ExitCode.Usage : code;
        }
        catch (CppoException error)
        {
            Terminals.Report(Terminals.Error(), error);
            return error is UsageException ? ExitCode.Usage : ExitCode.Failed;
        }
    }
}
