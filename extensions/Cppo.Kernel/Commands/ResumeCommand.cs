using System.CommandLine;
using Cppo.Kernel.Commands.Terminal;
using Cppo.Kernel.Commands.Training;
using Cppo.Training.Runs;
using Spectre.Console;

namespace Cppo.Kernel.Commands;

/// <summary><c>cppo resume</c>: goes on with a run that was stopped or killed.</summary>
internal static class ResumeCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        Argument<string> folder = new("run") { Description = "The run directory." };
        Command command = new DocumentedCommand(
            "resume",
            "Goes on with a run of cppo train after its last finished step; it ends with the same bits as if it had never been stopped.",
            """
            Examples:
              cppo resume runs/first
              until cppo resume runs/first; do sleep 10; done
            """)
        {
            folder,
        };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(folder)));
        return command;
    }

    private static int Run(string folder)
    {
        StoredRun run = StoredRun.Open(folder);
        TrainingOrder order = TrainingOrder.FromSource(folder, run.File.Source);
        if (RunSummary.Of(run).State == RunState.Finished && Directory.Exists(ModelName.OfRun(folder)))
        {
            Terminals.Error().MarkupLineInterpolated($"The run in {Terminals.Safe(folder)} has finished; nothing is left to do.");
            return ExitCode.Done;
        }

        return TrainingSession.Run(order, folder);
    }
}
