using System.CommandLine;
using Cppo.Exchange;
using Cppo.Interactive.Rendering;
using Cppo.Interactive.Views;
using Cppo.Kernel.Commands.Training;
using Cppo.Rollouts;
using Cppo.Training;
using Cppo.Training.Runs;

namespace Cppo.Kernel.Commands;

/// <summary><c>cppo export</c>: writes a run for verl or AReaL.</summary>
internal static class ExportCommand
{
    private const string Verl = "verl", Areal = "areal";

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        Option<string> to = new("--to") { Description = "The trainer that the run is written for.", Required = true };
        to.AcceptOnlyFromAmong(Verl, Areal);
        Option<string> output = new("--out") { Description = "The folder to write, a new one.", Required = true };
        Option<string?> run = new("--run") { Description = "A run directory that cppo train began: its method, data, prompts and steps." };
        Option<string> method = new("--method") { Description = "The preset, where no run is named; cppo train --help lists them.", DefaultValueFactory = _ => "cppo" };
        Option<string> data = new("--data") { Description = $"Training samples, where no run is named: {SampleSource.Allowed}.", DefaultValueFactory = _ => SampleSource.World };
        Option<string?> heldOut = new("--held-out") { Description = "Validation samples. Default: held-out pictures of the world for the world, some training samples for other data." };
        Option<int> test = new("--test") { Description = "How many validation samples.", DefaultValueFactory = _ => 200 };
        Option<int?> samples = new("--samples") { Description = "At most so many training samples. Default: what the run's steps take of the world, all rows of other data." };
        Option<string?> model = new("--model") { Description = "The start as the other machine knows it: a folder, or a name on Hugging Face. Default: the run's, or Qwen/Qwen2.5-VL-3B-Instruct." };
        Option<int> devices = new("--devices") { Description = "Accelerators of that machine.", DefaultValueFactory = _ => 8 };
        Argument<string[]> assignments = new("name=value") { Description = "Options of run and method: Steps=100 Prompts=512 LearningRate=1e-6 ...", Arity = ArgumentArity.ZeroOrMore };
        Command command = new DocumentedCommand(
            "export",
            "Writes a run for verl or AReaL: data, configuration with the same hyperparameters, launch script, and a statement of what differs.",
            """
            Examples:
              cppo export --to verl --run runs/first --out verl-first
              cppo export --to verl --method cppo --data geo3k/train.parquet --held-out geo3k/test.parquet --out geo3k-cppo Prompts=512 Steps=100
              cppo export --to areal --method cppo-async --out areal-world
            Contrastive methods need the fork https://github.com/vbdi/cppo there. DIFFERENCES.md in the folder says what is not the same.
            """)
        {
            to, output, run, method, data, heldOut, test, samples, model, devices, assignments,
        };
        command.SetAction(parsed =>
        {
            TrainingOrder order = (parsed.GetValue(run) is { } folder ? OfRun(folder) : New(parsed.GetRequiredValue(method), parsed.GetRequiredValue(data)))
                .With((parsed.GetValue(assignments) ?? []).Select(OptionAssignments.Parse));
            UsageException.Guard(() =>
            {
                order.Method.Validate();
                return 0;
            });
            if (parsed.GetValue(heldOut) is { } named) order = order with { HeldOut = SampleSource.Full(named) };
            string start = parsed.GetValue(model) ?? (parsed.GetValue(run) is null ? new ExportOptions().Model : Path.GetFullPath(ModelName.Folder(order.Model)));
            ExportOptions options = new()
            {
                Model = start,
                DataSource = order.Data == SampleSource.World ? "cppo-world" : Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(order.Data)),
                Prompts = order.Prompts,
                Steps = order.Options.Steps,
                Devices = parsed.GetValue(devices),
            };
            return Run(order, options, parsed.GetRequiredValue(to) == Verl, parsed.GetRequiredValue(output), parsed.GetValue(samples), parsed.GetValue(test));
        });
        return command;
    }

    private static TrainingOrder OfRun(string folder) => TrainingOrder.FromSource(folder, RunFile.Read(folder).Source);

    private static TrainingOrder New(string method, string data) => new()
    {
        Model = "starter",
        Data = SampleSource.Full(data),
        HeldOut = data == SampleSource.World ? SampleSource.World : null,
        Method = UsageException.Guard(() => Methods.Named(method)) is var preset && data == SampleSource.World
            ? preset
            : preset with { Sampling = preset.Sampling with { MaxNewTokens = SampleSource.LongestResponse(data) } },
    };

    private static int Run(TrainingOrder order, ExportOptions options, bool verl, string folder, int? most, int test)
    {
        if (most < 1 || test < 0 || options.Devices < 1)
            throw new UsageException("A count is too small.", "Give at least 1 to --samples and --devices, and at least 0 to --test.");
        using SampleSource source = SampleSource.Open(order.Data, order.Options.Seed);
        using SampleSource? held = order.HeldOut is { } data && test > 0 ? SampleSource.Open(data, seed: 0) : null;
        IReadOnlyList<Sample> train = source.Training(order.Prompts * order.Options.Steps, most), asked = held?.HeldOut(test) ?? [];
        ExportedRun run = verl ? VerlExport.Write(folder, order.Method, train, asked, options) : ArealExport.Write(folder, order.Method, train, asked, options);
        if (source.Report.Length > 0) Console.Error.WriteLine(TextEncoder.Terminal(source.Report));
        Console.Out.WriteLine(new ExportView(run).ToPlainText());
        return ExitCode.Done;
    }
}
