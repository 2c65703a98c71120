using System.CommandLine;
using System.Text.Json.Nodes;
using Cppo.Evaluation;
using Cppo.Interactive.Rendering;
using Cppo.Kernel.Commands.Terminal;
using Cppo.Models;
using Cppo.Rollouts;
using Spectre.Console;

namespace Cppo.Kernel.Commands;

/// <summary><c>cppo eval</c>: asks a model, or two on the same samples, and says what they get right.</summary>
internal static class EvalCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        Option<string> model = new("--model") { Description = $"Whom to ask: {ModelName.Allowed}.", DefaultValueFactory = _ => "starter" };
        Option<string?> against = new("--against") { Description = "Another model, or a report that --out wrote: the difference on the same samples, with a paired interval." };
        Option<string> data = new("--data") { Description = $"What to ask: {SampleSource.Allowed}. Of the world held-out pictures.", DefaultValueFactory = _ => SampleSource.World };
        Option<bool> plain = new("--no-instruction") { Description = "Append no instruction to a data set's questions." };
        Option<int> samples = new("--samples") { Description = "How many samples.", DefaultValueFactory = _ => 500 };
        Option<int> answers = new("--n") { Description = "Answers to each sample: 1 is greedy; more are drawn, beside a greedy one, for avg@N, pass@k and majority@N.", DefaultValueFactory = _ => 1 };
        Option<double> temperature = new("--temperature") { Description = "Of drawn answers.", DefaultValueFactory = _ => 1 };
        Option<int?> longest = new("--max-tokens") { Description = $"Longest answer in tokens. Default: {SampleSource.LongestResponse(SampleSource.World)} for the world, {SampleSource.LongestResponse("")} for files." };
        Option<string?> perturb = new("--perturb") { Description = "Change every picture first, one fixed draw a sample: rotation, grey, mild, mild:removing, paper*0.5, ..." };
        Option<ulong> seed = new("--seed") { Description = "Root of all random numbers: pictures of the world, drawn answers, perturbations." };
        Option<int> batch = new("--batch") { Description = "Samples asked at once.", DefaultValueFactory = _ => 64 };
        Option<string?> output = new("--out") { Description = "Where to write the report of --model as JSON, every sample's answers included." };
        Option<bool> json = new("--json") { Description = "Print the figures as JSON instead of tables." };
        Command command = new DocumentedCommand(
            "eval",
            "Asks a model and counts what it gets right: by kind of task with 95 % intervals, failures of form apart from wrong answers.",
            """
            Examples:
              cppo eval --model starter --samples 500
              cppo eval --model runs/first --against guesser --out first.json
              cppo eval --model starter --n 8 --temperature 0.7
              cppo eval --model Qwen2.5-VL-3B-Instruct --data geo3k/test.parquet --max-tokens 2048
              cppo eval --model starter --perturb mild --against plain.json
            """)
        {
            model, against, data, plain, samples, answers, temperature, longest, perturb, seed, batch, output, json,
        };
        command.SetAction(parsed => Run(new(
            parsed.GetRequiredValue(model),
            parsed.GetValue(against),
            parsed.GetRequiredValue(data),
            !parsed.GetValue(plain),
            parsed.GetValue(samples),
            new()
            {
                GroupSize = parsed.GetValue(answers),
                Temperature = parsed.GetValue(temperature),
                MaxNewTokens = parsed.GetValue(longest) ?? SampleSource.LongestResponse(parsed.GetRequiredValue(data)),
                Seed = parsed.GetValue(seed),
            },
            parsed.GetValue(perturb),
            parsed.GetValue(batch),
            parsed.GetValue(output),
            parsed.GetValue(json))));
        return command;
    }

    private static int Run(Order order)
    {
        PicturePerturbation? perturbation = order.Perturb is { } perturb
            ? UsageException.Guard(() => PicturePerturbation.Find(perturb)) with { Seed = order.Sampling.Seed }
            : null;
        if (order.Samples < 1) throw new UsageException($"--samples {order.Samples} asks nothing.", "Give at least 1.");
        if (order.Output is not null) OutputFile.Prepare(order.Output);
        using SampleSource source = SampleSource.Open(order.Data, order.Sampling.Seed, order.Instruction);
        IReadOnlyList<Sample> samples = source.HeldOut(order.Samples);
        using Interruption interruption = new();
        List<EvaluationReport> reports = [];
        try
        {
            if (order.Against is { } other) reports.Add(File.Exists(other) ? EvaluationFile.Read(other) : Ask(other));
            reports.Add(Ask(order.Model));
        }
        catch (OperationCanceledException)
        {
            Terminals.Error().MarkupLine("[yellow]Stopped.[/] Nothing was written.");
            return ExitCode.Interrupted;
        }

        if (order.Output is not null) EvaluationFile.Write(order.Output, reports[^1]);
        Console.Out.WriteLine(order.Json ? Figures(reports) : Views.Render(reports)?.PlainText);
        return ExitCode.Done;

        EvaluationReport Ask(string model)
        {
            using Policy policy = Policy.Load(ModelName.Folder(model));
            string name = perturbation is null ? ModelName.Short(model) : $"{ModelName.Short(model)} under {perturbation.Name}";
            SamplingOptions greedy = order.Sampling with { Greedy = true, GroupSize = 1 };
            return order.Sampling.GroupSize == 1
                ? Answered(greedy)
                : Answered(order.Sampling) with { Greedy = Answered(greedy) };

            EvaluationReport Answered(SamplingOptions sampling)
            {
                IAnsiConsole console = Terminals.Error();
                string how = sampling.Greedy ? "greedy" : $"{sampling.GroupSize} answers each";
                using CountProgress progress = new(
                    console, Terminals.CanRedraw(console, Environment.GetEnvironmentVariable), $"{name}, {how}: sample", samples.Count, TimeProvider.System);
                return Evaluator.Run(
                    policy, samples, name, sampling, batch: order.Batch, perturbation: perturbation, progress: progress, cancellation: interruption.Token);
            }
        }
    }

    private static string Figures(IReadOnlyList<EvaluationReport> reports)
    {
        JsonObject figures = new()
        {
            ["reports"] = new JsonArray([.. reports.Select(report => EvaluationFile.ToJson(report, withSamples: false))]),
        };
        if (reports.Count == 2) figures["difference"] = EvaluationFile.ToJson(PairedDifference.Of(reports[0], reports[1]));
        return figures.ToJsonString(new() { WriteIndented = true });
    }

    private sealed record Order(
        string Model, string? Against, string Data, bool Instruction, int Samples, SamplingOptions Sampling, string? Perturb, int Batch, string? Output, bool Json);
}
