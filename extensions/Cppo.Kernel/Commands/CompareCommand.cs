using System.CommandLine;
using Cppo.Evaluation.Comparisons;
using Cppo.Interactive.Views;
using Cppo.Kernel.Commands.Terminal;
using Cppo.Kernel.Commands.Training;
using Cppo.Models;
using Cppo.Rollouts;
using Cppo.Training;
using Spectre.Console;
using static TorchSharp.torch;

namespace Cppo.Kernel.Commands;

/// <summary><c>cppo compare</c>: methods x seeds, resumable, with intervals.</summary>
internal static class CompareCommand
{
    private const double ShippedRate = 4e-5;

    private const string Examples = """
        Examples:
          cppo compare --methods grpo,cppo --seeds 5 --steps 60 --model starter --out runs/compare Perturbations=mild
          cppo compare --methods "grpo; cppo; strong=cppo ContrastiveWeight=0.05" --out runs/lambda Perturbations=mild LearningRate=4e-5
          cppo compare --methods cppo,grpo --equal time            GRPO makes more steps in the same time
          cppo compare --methods grpo,cppo MeasureTermsEvery=10    gradient norms of the terms and their cosines
          cppo compare --out runs/compare --report-only            what is there, nothing is run

        The first method is what the others are compared with. Runs of the same seed see the same data. Ctrl+C gives up the running step and
        nothing else: the same command goes on, more --seeds add runs to those that are there. Every run is a run directory: cppo runs shows
        it. name=value changes an option for all methods on which it can act; the shipped models learn at LearningRate=4e-5 unless you set it.
        """;

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        Option<string> methods = new("--methods") { Description = "Presets separated by commas; with changes and names of their own separated by semicolons.", DefaultValueFactory = _ => "grpo,cppo" };
        Option<string> seeds = new("--seeds") { Description = "How many, from 0; or a list (3,5,8).", DefaultValueFactory = _ => "3" };
        Option<int> steps = new("--steps") { Description = "Steps of a run; under --equal time of the first method's.", DefaultValueFactory = _ => 60 };
        Option<string> equal = new("--equal") { Description = "What all runs have as much of. time cannot be repeated bit for bit.", DefaultValueFactory = _ => "steps" };
        equal.AcceptOnlyFromAmong("steps", "time");
        Option<string> model = new("--model") { Description = $"The start of every run: {ModelName.Allowed}.", DefaultValueFactory = _ => "starter" };
        Option<string> data = new("--data") { Description = $"What prompts come from: {SampleSource.Allowed}.", DefaultValueFactory = _ => SampleSource.World };
        Option<string?> heldOut = new("--held-out") { Description = "What trained policies are asked. Default: held-out pictures of the world for the world; needed for other data." };
        Option<int> prompts = new("--prompts") { Description = "Prompts a step.", DefaultValueFactory = _ => 16 };
        Option<int> samples = new("--samples") { Description = "Held-out samples of the tests at the end.", DefaultValueFactory = _ => 500 };
        Option<int> answers = new("--n") { Description = "Drawn answers a sample for avg@N; 0 leaves that test out.", DefaultValueFactory = _ => 4 };
        Option<string> perturb = new("--perturb") { Description = "Held-out perturbations, one test each: names of cppo eval --perturb separated by semicolons; none for none.", DefaultValueFactory = _ => "paper-unseen" };
        Option<int> monitor = new("--monitor") { Description = "Held-out samples asked before, after and every EvaluateEvery steps of a run; 0 for none.", DefaultValueFactory = _ => 0 };
        Option<string> output = new("--out") { Description = "The comparison's folder.", DefaultValueFactory = _ => "runs/compare" };
        Option<string> device = new("--device") { Description = "Where the weights are.", DefaultValueFactory = _ => "cpu" };
        device.AcceptOnlyFromAmong("cpu", "cuda");
        Option<bool> reportOnly = new("--report-only") { Description = "Read the folder and run nothing." };
        Option<bool> json = new("--json") { Description = "Print the figures as JSON instead of tables." };
        Argument<string[]> assignments = new("name=value") { Description = "Options of every method and run: LearningRate=4e-5 Sampling.GroupSize=8 EvaluateEvery=20 Keep.CheckpointsEvery=10 ...", Arity = ArgumentArity.ZeroOrMore };
        Command command = new DocumentedCommand(
            "compare", "Trains methods over seeds and compares them: curves and accuracies with 95 % intervals over seeds, paired differences, a verdict for each.", Examples)
        {
            methods, seeds, steps, equal, model, data, heldOut, prompts, samples, answers, perturb, monitor, output, device, reportOnly, json, assignments,
        };
        command.SetAction(parsed =>
        {
            string folder = parsed.GetRequiredValue(output);
            if (parsed.GetValue(reportOnly)) return Print(MethodComparison.Read(folder), parsed.GetValue(json));
            string source = parsed.GetRequiredValue(data);
            return Run(
                new(
                    parsed.GetRequiredValue(methods), parsed.GetRequiredValue(seeds), parsed.GetValue(steps), parsed.GetRequiredValue(equal) == "time",
                    parsed.GetRequiredValue(model), source, parsed.GetValue(heldOut) ?? (source == SampleSource.World ? source : null), parsed.GetValue(prompts),
                    parsed.GetValue(samples), parsed.GetValue(answers), parsed.GetRequiredValue(perturb), parsed.GetValue(monitor), parsed.GetRequiredValue(device),
                    parsed.GetValue(assignments) ?? []),
                folder,
                parsed.GetValue(json));
        });
        return command;
    }

    private static int Run(Order order, string folder, bool json)
    {
        if (order.HeldOut is null) throw new UsageException("The trained policies have nothing to be asked.", "Name held-out samples with --held-out.");
        if (order.Prompts < 1 || order.Samples < 1 || order.Answers < 0 || order.Monitor < 0)
            throw new UsageException("--prompts and --samples are at least 1, --n and --monitor at least 0.", "Change the one that is not.");
        (string[] run, string[] method) = order.Split();
        using SampleSource asked = SampleSource.Open(order.HeldOut, seed: 0);
        IReadOnlyList<Sample> heldOut = asked.HeldOut(Math.Max(order.Samples, order.Monitor));
        List<SampleSource> opened = [];
        ComparisonPlan plan = UsageException.Guard(() =>
        {
            ComparisonPlan made = Plan(order, folder, heldOut, run, method, seed =>
            {
                SampleSource source = SampleSource.Open(order.Data, seed);
                opened.Add(source);
                return source.Prompts(order.Prompts);
            });
            made.Validate();
            return made;
        });
        try
        {
            return Show(plan, folder, json);
        }
        finally
        {
            foreach (SampleSource source in opened) source.Dispose();
        }
    }

    private static int Show(ComparisonPlan plan, string folder, bool json)
    {
        using Interruption interruption = new();
        IAnsiConsole console = Terminals.Error();
        MethodComparison comparison;
        try
        {
            ComparisonProgressLine line = new(console, Terminals.CanRedraw(console, Environment.GetEnvironmentVariable), TimeProvider.System);
            comparison = MethodComparison.Run(plan, line.Tell, interruption.Token);
            line.End();
        }
        catch (OperationCanceledException)
        {
            console.MarkupLineInterpolated($"\n[yellow]Stopped; the running step was given up.[/] The same command goes on; what is there: cppo compare --out {Terminals.Safe(folder)} --report-only");
            return ExitCode.Interrupted;
        }

        return Print(comparison, json);
    }

    private static ComparisonPlan Plan(Order order, string folder, IReadOnlyList<Sample> heldOut, string[] run, string[] method, Func<ulong, PromptSource> prompts)
    {
        int longest = SampleSource.LongestResponse(order.Data);
        bool shipped = order.Model is "starter" or "guesser";
        string[] common = [$"Sampling.MaxNewTokens={longest}", .. shipped ? new[] { FormattableString.Invariant($"LearningRate={ShippedRate}") } : [], .. method];
        IReadOnlyList<ComparedMethod> methods = ComparedMethod.WithAll(ComparedMethod.ParseAll(order.Methods), common);
        string[] perturbations = order.Perturb == "none" ? [] : order.Perturb.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        ComparisonPlan plan = new()
        {
            Methods = methods,
            Seeds = Order.SeedsOf(order.Seeds),
            Start = () => Policy.Load(ModelName.Folder(order.Model), order.Device == "cuda" ? CUDA : null),
            StartName = ModelName.Short(order.Model),
            Prompts = prompts,
            Labels = order.Data == SampleSource.World ? Worlds.PerceptionLabels.Of : null,
            Folder = folder,
            Budget = order.EqualTime ? ComparisonBudget.Time : ComparisonBudget.Steps,
            Monitor = [.. heldOut.Take(order.Monitor)],
            Tests = HeldOutTest.Standard([.. heldOut.Take(order.Samples)], order.Answers, perturbations, longest),
        };
        TrainerOptions training = run.Select(OptionAssignments.Parse).Aggregate(plan.Training with { Steps = order.Steps }, (options, pair) => options.With(pair.Key, pair.Value));
        return plan with { Training = order.Monitor > 0 && training.EvaluateEvery == 0 ? training with { EvaluateEvery = order.Steps } : training };
    }

    private static int Print(MethodComparison comparison, bool json)
    {
        Console.Out.WriteLine(json ? ComparisonJson.Of(comparison).ToJsonString(new() { WriteIndented = true }) : new ComparisonView(comparison with { Progress = null }).ToPlainText());
        return ExitCode.Done;
    }

    private sealed record Order(
        string Methods, string Seeds, int Steps, bool EqualTime, string Model, string Data, string? HeldOut, int Prompts, int Samples, int Answers, string Perturb,
        int Monitor, string Device, string[] Assignments)
    {
        /// <summary>Options of the run, and those of the methods.</summary>
        public (string[] Run, string[] Method) Split()
        {
            foreach (string name in Assignments.Select(one => OptionAssignments.Parse(one).Key))
            {
                if (name.ToLowerInvariant() is "seed" or "steps" or "prompts") throw new UsageException($"{name} is an option of the comparison.", $"Write --{(name.ToLowerInvariant() == "seed" ? "seeds" : name.ToLowerInvariant())}.");
            }

            ILookup<bool, string> parts = Assignments.ToLookup(one => RunOptions.Has(OptionAssignments.Parse(one).Key));
            return ([.. parts[true]], [.. parts[false]]);
        }

        /// <summary>"3" is 0, 1, 2; "3,5" is 3 and 5.</summary>
        public static IReadOnlyList<ulong> SeedsOf(string text)
        {
            ulong[] seeds = [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(one =>
                ulong.TryParse(one, out ulong seed) ? seed : throw new UsageException($"--seeds {text} names no seeds.", "Give how many (5), or a list (3,5,8)."))];
            if (seeds is [> 0 and <= 1000] && !text.Contains(',')) return [.. Enumerable.Range(0, (int)seeds[0]).Select(seed => (ulong)seed)];
            return seeds.Length > 1 || text.Contains(',') ? seeds : throw new UsageException($"--seeds {text} is no number of seeds.", "Give 1 to 1000, or a list (3,5,8).");
        }
    }
}
