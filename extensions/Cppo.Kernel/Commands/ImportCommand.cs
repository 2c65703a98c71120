using System.CommandLine;
using System.Text.Json.Nodes;
using Cppo.Exchange;
using Cppo.Interactive.Rendering;
using Cppo.Interactive.Views;
using Cppo.Rewards;
using Cppo.Training;

namespace Cppo.Kernel.Commands;

/// <summary><c>cppo import</c>: looks at what a run of verl or AReaL left behind.</summary>
internal static class ImportCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        Argument<string> path = new("path") { Description = "A rollout dump (.jsonl, or the folder of them), or a configuration (.yaml, .yml, .sh, or the folder of an export)." };
        Option<int?> step = new("--step") { Description = "Show the groups of this step of a dump." };
        Option<bool> json = new("--json") { Description = "Print JSON instead of tables." };
        Command command = new DocumentedCommand(
            "import",
            "Looks at what a run of verl or AReaL left: its rollout dumps by step, graded here by two graders, or its configuration as a method of this library.",
            """
            Examples:
              cppo import outputs/rollout_dump_train
              cppo import outputs/rollout_dump_train --step 31
              cppo import run.sh --json
            A checkpoint needs no import: cppo eval --model checkpoints/global_step_31 finds the model in it.
            """)
        {
            path, step, json,
        };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(path), parsed.GetValue(step), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string path, int? step, bool json)
    {
        if (IsConfiguration(path))
        {
            ImportedMethod method = ForeignConfiguration.Read(path);
            Console.Out.WriteLine(json ? Json(method).ToJsonString(new() { WriteIndented = true }) : new ImportedMethodView(method).ToPlainText());
            return ExitCode.Done;
        }

        RolloutDump dump = RolloutDump.Open(path);
        if (json) Console.Out.WriteLine(Json(dump).ToJsonString(new() { WriteIndented = true }));
        else if (step is { } number) Console.Out.WriteLine(Views.Render(dump.Groups(number))?.PlainText);
        else Console.Out.WriteLine(new DumpView(dump).ToPlainText());
        return ExitCode.Done;
    }

    private static bool IsConfiguration(string path) => Directory.Exists(path)
        ? File.Exists(Path.Combine(path, ArealExport.ConfigurationFile)) || File.Exists(Path.Combine(path, VerlExport.ScriptFile))
        : Path.GetExtension(path).ToLowerInvariant() is ".yaml" or ".yml" or ".sh";

    private static JsonObject Json(ImportedMethod method) => new()
    {
        ["method"] = method.Method.Preset,
        ["changes"] = new JsonObject(method.Changes.Select(change => KeyValuePair.Create<string, JsonNode?>(change.Name, change.Value))),
        ["options"] = new JsonObject(MethodOptions.All(method.Method).Select(option => KeyValuePair.Create<string, JsonNode?>(option.Name, option.Value))),
        ["not_understood"] = new JsonArray([.. method.NotUnderstood.Select(key => new JsonObject { ["key"] = key.Key, ["value"] = key.Value, ["reason"] = key.Reason })]),
    };

    private static JsonObject Json(RolloutDump dump)
    {
        GraderComparison graders = dump.CompareGraders();
        return new()
        {
            ["trainer"] = dump.Format == DumpFormat.Verl ? "verl" : "areal",
            ["files"] = dump.Files,
            ["steps"] = new JsonArray([.. dump.Summary().Select(step => new JsonObject
            {
                ["step"] = step.Step,
                ["prompts"] = step.Groups,
                ["responses"] = step.Responses,
                ["group_size"] = step.GroupSize,
                ["odd_groups"] = step.OddGroups,
                ["reward"] = Number(step.Reward),
                ["accuracy"] = Number(step.Accuracy),
                ["format"] = Number(step.Format),
                ["without_box"] = Number(step.WithoutBox),
                ["zero_signal_groups"] = Number(step.ZeroSignal),
            })]),
            ["graders"] = new JsonObject
            {
                ["names"] = new JsonArray([.. graders.Graders.Select(name => JsonValue.Create(name))]),
                ["answers"] = graders.Total,
                ["agreed"] = graders.Agreed,
                ["right"] = new JsonArray([.. graders.Graders.Select((_, grader) => JsonValue.Create(graders.Right(grader)))]),
            },
            ["broken"] = new JsonArray([.. dump.Broken.Select(row => new JsonObject { ["row"] = row.Row, ["problem"] = row.Problem })]),
        };
    }

    private static JsonNode? Number(double value) => double.IsFinite(value) ? value : null;
}
