using System.CommandLine;
using System.Text.Json;
using Cppo.Interactive.Rendering;
using Cppo.Kernel.Commands.Training;
using Cppo.Training;
using Cppo.Training.Runs;

namespace Cppo.Kernel.Commands;

/// <summary><c>cppo train</c>: begins a run.</summary>
internal static class TrainCommand
{
    private const string Examples = """
        Examples:
          cppo train --out runs/first --model guesser --method cppo Steps=50 LearningRate=1e-4 Perturbations=mild
          cppo train --method gspo --options base.json Seed=2        name=value wins over the file
          cppo train --method cppo Perception.TopShare=0.3 --dry-run  all options, as a file that --options takes
          cppo train --model ~/models/Qwen2.5-VL-3B-Instruct --data train.parquet --held-out test.parquet --device cuda

        Responses are cut off at Sampling.MaxNewTokens: 26 for the world, 2048 for data in files, unless you set it.
        Ctrl+C gives up the running step and nothing else: cppo resume RUN goes on. The trained model is in RUN/model at the end.

        Methods:
        """;

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        Option<string?> output = new("--out") { Description = "The run directory, a new one. Default: runs/METHOD, with a number where that is taken." };
        Option<string> model = new("--model") { Description = $"The start: {ModelName.Allowed}.", DefaultValueFactory = _ => "starter" };
        Option<string> method = new("--method") { Description = "The preset to start from; those that there are stand below.", DefaultValueFactory = _ => "cppo" };
        Option<string> data = new("--data") { Description = $"What prompts come from: {SampleSource.Allowed}.", DefaultValueFactory = _ => SampleSource.World };
        Option<string?> heldOut = new("--held-out") { Description = "What the policy is asked before, in between (EvaluateEvery) and after, greedily. Default: held-out pictures of the world for the world, nothing for other data." };
        Option<string[]> files = new("--options") { Description = "A JSON file of options: dotted names or nested objects, comments allowed. May be repeated; later ones win." };
        Option<string> device = new("--device") { Description = "Where the weights are.", DefaultValueFactory = _ => "cpu" };
        device.AcceptOnlyFromAmong("cpu", "cuda");
        Option<bool> dry = new("--dry-run") { Description = "Print every option with its value, and train nothing." };
        Argument<string[]> assignments = new("name=value") { Description = "Options of run and method: Steps=100 Prompts=16 Seed=1 EvaluateEvery=10 LearningRate=4e-5 Sampling.GroupSize=8 ...", Arity = ArgumentArity.ZeroOrMore };
        Command command = new DocumentedCommand(
            "train",
            "Trains a model by reinforcement learning, in a run directory that can be killed and resumed.",
            Examples + "\n" + string.Join('\n', Methods.All.Select(preset => $"  {preset.Name,-22} {preset.Summary}")))
        {
            output, model, method, data, heldOut, files, device, dry, assignments,
        };
        command.SetAction(parsed => Run(
            Order(
                new()
                {
                    Model = Start(parsed.GetRequiredValue(model)),
                    Data = SampleSource.Full(parsed.GetRequiredValue(data)),
                    HeldOut = parsed.GetValue(heldOut) is { } named ? SampleSource.Full(named) : parsed.GetRequiredValue(data) == SampleSource.World ? SampleSource.World : null,
                    Device = parsed.GetRequiredValue(device),
                    Method = Preset(parsed.GetRequiredValue(method), parsed.GetRequiredValue(data)),
                },
                parsed.GetValue(files) ?? [],
                parsed.GetValue(assignments) ?? []),
            parsed.GetValue(output),
            parsed.GetValue(dry)));
        return command;
    }

    private static Method Preset(string name, string data)
    {
        Method preset = UsageException.Guard(() => Methods.Named(name));
        return data == SampleSource.World ? preset : preset with { Sampling = preset.Sampling with { MaxNewTokens = SampleSource.LongestResponse(data) } };
    }

    private static TrainingOrder Order(TrainingOrder start, string[] files, string[] assignments) => start
        .With(files.SelectMany(OptionAssignments.Read))
        .With(assignments.Select(OptionAssignments.Parse));

    private static int Run(TrainingOrder order, string? output, bool dry)
    {
        UsageException.Guard(() =>
        {
            order.Method.Validate();
            return 0;
        });
        if (dry)
        {
            Print(order);
            return ExitCode.Done;
        }

        string folder = output ?? FreeFolder(Path.Combine("runs", order.Method.Preset));
        if (File.Exists(Path.Combine(folder, RunFile.Name)))
            throw new UsageException($"There is a run in {folder} already.", $"Go on with it (cppo resume {folder}), or name another folder with --out.");
        return TrainingSession.Run(order, folder);
    }

    // As an options file: what the line above the object says is a comment there.
    private static void Print(TrainingOrder order)
    {
        Console.Out.WriteLine($"// {TextEncoder.Terminal($"--model {order.Model} --data {order.Data} --method {order.Method.Preset} --device {order.Device}")}");
        Console.Out.WriteLine($"// {(order.HeldOut is null ? "nothing held out" : TextEncoder.Terminal($"--held-out {order.HeldOut}"))}");
        HashSet<string> changed = [.. RunOptions.Changes(order.Options).Concat(MethodOptions.Changes(order.Method)).Select(option => option.Name)];
        Console.Out.WriteLine("{");
        foreach (OptionValue option in order.AllOptions())
        {
            string mark = changed.Contains(option.Name) ? " // changed" : "";
            Console.Out.WriteLine(option.Value is null
                ? $"  // {option.Name}: made in code"
                : $"  {JsonSerializer.Serialize(option.Name)}: {JsonSerializer.Serialize(option.Value)},{mark}");
        }

        Console.Out.WriteLine("}");
    }

    private static string Start(string model) => model is "starter" or "guesser" ? model : Path.GetFullPath(model);

    private static string FreeFolder(string name) =>
        Enumerable.Range(1, int.MaxValue).Select(number => number == 1 ? name : $"{name}-{number}").First(folder => !Directory.Exists(folder));
}
