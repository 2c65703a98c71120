using System.CommandLine;
using System.Text.Json.Nodes;
using Cppo.Interactive.Views;
using Cppo.Runtime;
using Cppo.Training.Runs;

namespace Cppo.Kernel.Commands;

/// <summary><c>cppo runs</c>: what runs there are, and how far they are.</summary>
internal static class RunsCommand
{
    private const string UsualFolder = "runs";

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        Argument<string> folder = new("folder") { Description = "A run directory, or a folder in which to look for some.", DefaultValueFactory = _ => UsualFolder };
        Option<bool> check = new("--check") { Description = "End with code 1 unless every run has finished." };
        Option<bool> json = new("--json") { Description = "Print JSON instead of tables." };
        Command command = new DocumentedCommand(
            "runs",
            "Shows the runs in a folder and the folders below it: state, steps, the means of the last ten steps, held-out accuracy, warnings. One run is shown with its last steps. Looking disturbs no run.",
            """
            Examples:
              cppo runs
              cppo runs runs/first
              cppo runs runs --json
              until cppo runs runs/first --check > /dev/null; do cppo resume runs/first; done
            """)
        {
            folder, check, json,
        };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(folder), parsed.GetValue(check), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string folder, bool check, bool json)
    {
        bool isOne = File.Exists(Path.Combine(folder, RunFile.Name));
        StoredRun[] runs = isOne ? [StoredRun.Open(folder)] : [.. StoredRun.List(folder)];
        if (runs.Length == 0)
        {
            throw new CppoException($"There is no run in {folder}.", "Name the folder that --out of cppo train named, or one above it.");
        }

        RunSummary[] summaries = [.. runs.Select(RunSummary.Of)];
        if (json) Console.Out.WriteLine(new JsonArray([.. runs.Zip(summaries, Json)]).ToJsonString(new() { WriteIndented = true }));
        else Console.Out.WriteLine(new RunsView(summaries, folder).ToPlainText());
        if (isOne && !json) ShowSteps(folder, runs[0], summaries[0]);
        return check && summaries.Any(run => run.State != RunState.Finished) ? ExitCode.Failed : ExitCode.Done;
    }

    private static void ShowSteps(string folder, StoredRun run, RunSummary summary)
    {
        if (summary.Steps > 0) Console.Out.WriteLine($"\n{new TrainView(run.History(), summary.StateInWords).ToPlainText()}");
        foreach (string warning in summary.Warnings) Console.Out.WriteLine(Interactive.Rendering.TextEncoder.Terminal($"\nWarning: {warning}"));
        if (summary.State == RunState.Interrupted) Console.Out.WriteLine($"\nIt goes on with: cppo resume {Interactive.Rendering.TextEncoder.Terminal(folder)}");
    }

    private static JsonNode Json(StoredRun run, RunSummary summary) => new JsonObject
    {
        ["folder"] = summary.Folder,
        ["state"] = summary.StateInWords,
        ["method"] = summary.Method,
        ["steps"] = summary.Steps,
        ["total_steps"] = summary.TotalSteps,
        ["reward"] = Number(summary.Reward),
        ["accuracy"] = Number(summary.Accuracy),
        ["held_out"] = summary.HeldOut is { } point
            ? new JsonObject { ["step"] = point.Step, ["correct"] = point.Correct, ["total"] = point.Total, ["accuracy"] = point.Accuracy }
            : null,
        ["last"] = summary.Last is { } last
            ? new JsonObject(last.Numbers.Where(number => double.IsFinite(number.Value)).Select(number => KeyValuePair.Create<string, JsonNode?>(number.Key, number.Value)))
            : null,
        ["warnings"] = new JsonArray([.. summary.Warnings.Select(warning => JsonValue.Create(warning))]),
        ["options"] = Pairs(run.File.Options),
        ["source"] = Pairs(run.File.Source),
        ["versions"] = Pairs(run.File.Versions),
    };

    private static JsonObject Pairs(IReadOnlyDictionary<string, string> pairs) =>
        new(pairs.Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, pair.Value)));

    private static JsonNode? Number(double value) => double.IsFinite(value) ? value : null;
}
