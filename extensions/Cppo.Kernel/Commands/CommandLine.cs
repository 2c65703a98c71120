using System.CommandLine;
using Cppo.Kernel.Commands.Terminal;
using Cppo.Runtime;

namespace Cppo.Kernel.Commands;

/// <summary>The tool's commands.</summary>
internal static class CommandLine
{
    private const string Details = """
        Examples:
          cppo train --out runs/first --method cppo Steps=50 LearningRate=4e-5
          cppo resume runs/first                          go on with a run that was stopped
          cppo runs                                       what is there, and how far it is
          cppo eval --model guesser --n 4 --out report.json
          cppo compare --methods grpo,cppo --seeds 5      methods over seeds, with intervals
          cppo reproduce --out runs/reproduce             every figure of notebook 06 anew, with its raw tables
          cppo export --to verl --run runs/first --out verl-first   the same run for a cluster
          cppo kernel install --user                      make "C# (CPPO)" known to Jupyter and VS Code
          cppo run in.ipynb --html out.html               run a notebook and write a page
          cppo serve --model runs/first                   let any OpenAI client talk to a model
          cppo doctor                                     look at this machine and say what is missing

        Exit codes: 0 done; 1 failed, with the reason and an advice on the error stream; 2 wrong usage; 130 interrupted.
        """;

    /// <summary>Carries out a command line.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        RootCommand root = new("CPPO: reinforcement learning of vision-language models from a terminal, and in notebooks.")
        {
            TrainCommand.Create(),
            ResumeCommand.Create(),
            RunsCommand.Create(),
            EvalCommand.Create(),
            CompareCommand.Create(),
            ReproduceCommand.Create(),
            ExportCommand.Create(),
            ImportCommand.Create(),
            DoctorCommand.Create(),
            RunCommand.Create(),
            KernelCommand.Create(),
            WarmStartCommand.Create(),
            ServeCommand.Create(),
        };
        DocumentedCommand.Document(root, Details);
        try
        {
            // Signals are the commands' own business: a kernel stops a cell, a run stops and writes what it has.
            InvocationConfiguration configuration = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            ParseResult parsed = root.Parse(arguments);
            DocumentedCommand.Hint(parsed);
            int code = await parsed.InvokeAsync(configuration).ConfigureAwait(false);
            if (parsed.Errors.Count == 0) return code;
            await Console.Error.WriteLineAsync($"'{Name(parsed.CommandResult.Command)} --help' shows what there is.").ConfigureAwait(false);
            return ExitCode.Usage;
        }
        catch (CppoException error)
        {
            Terminals.Report(Terminals.Error(), error);
            return error is UsageException ? ExitCode.Usage : ExitCode.Failed;
        }
    }

    private static string Name(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{Name(parent)} {command.Name}" : "cppo";
}
