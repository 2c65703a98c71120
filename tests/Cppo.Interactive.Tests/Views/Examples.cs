using Cppo.Data;
using Cppo.Evaluation;
using Cppo.Evaluation.Stores;
using Cppo.Exchange;
using Cppo.Interactive.Figures;
using Cppo.Interactive.Magics;
using Cppo.Interactive.Rendering;
using Cppo.Interactive.Tests.Figures;
using Cppo.Interactive.Views;
using Cppo.Models;
using Cppo.Objective;
using Cppo.Perturbations;
using Cppo.Rewards;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Training;
using Cppo.Training.Runs;
using Cppo.Worlds;
using Microsoft.Data.Analysis;
using TorchSharp;

namespace Cppo.Interactive.Tests.Views;

/// <summary>A value with its view, as a cell would show it.</summary>
/// <param name="Cell">What the cell says.</param>
/// <param name="Type">The type that the view was found by.</param>
/// <param name="View">Its view.</param>
internal sealed record Example(string Cell, Type Type, View View);

/// <summary>A value of every type that has a view; models, runs, stores and exports are really made, with the shipped starter.</summary>
internal static class Examples
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "data", "examples");

    public static IReadOnlyList<Example> All { get; } = [.. Values(), .. Stages(), .. Stored()];

    private static IEnumerable<Example> Values() => new (string Cell, object Value)[]
    {
        ("new CallView(code)", new CallView("var report = Evaluator.Run(policy, heldOut);", "The policy is asked greedily.")),
        ("\"#!cppo-rollout --help\"", new MagicHelpView(MagicRegistry.Find("#!cppo-rollout")!)),
        ("Picture.Load(path)", new CppoException("The picture photos/14.webp is neither PNG nor JPEG.", "Replace the file, or leave the row out.")),
        ("group", Measured.Group),
        ("group.Group", Measured.Group.Group),
        ("drawn", new[] { Measured.Group.Group }),
        ("groups", new[] { Measured.Group }),
        ("group.Responses[0]", Measured.Group.Responses[0]),
        ("report", Measured.Step),
        ("history", Measured.History(40)),
        ("run.Rollouts(20)", Comparisons.Kept),
        ("comparison", Comparisons.Finished),
        ("detectors[0]", Comparisons.Detectors[0]),
        ("detectors", Comparisons.Detectors),
        ("evaluations[0]", Measured.Evaluations[0]),
        ("evaluations", Measured.Evaluations),
        ("ReportComparison.Of(before, after)", BenchmarkTableViewTests.Comparison),
        ("table", BenchmarkTableViewTests.Table),
        ("grade", new FairGrader().Grade("2/4", "0.5")),
        ("grades", new[] { new FairGrader().Grade("2/4", "0.5") }),
        ("graders", Measured.Graders),
        ("doctor", Measured.Doctor),
        ("data.Select()", DataFiles.Many(20).Select()),
        ("DataSet.Open(path)", DataFiles.Many(20)),
        ("new ProceduralWorld(7)", new ProceduralWorld(7)),
        ("sample", Measured.GallerySample),
        ("samples", new[] { Measured.GallerySample }),
        ("gallery", new PerturbationGallery(Measured.GallerySample, Measured.Gallery)),
        ("pair", new ViewPair(Measured.Gallery[0], Measured.Gallery[4])),
        ("gallery.Views[0]", Measured.Gallery[0]),
        ("sample.Pictures[0]", Measured.GallerySample.Pictures[0]),
        ("seen", ModelValues.Small),
        ("text", ModelValues.Text),
        ("weights", ModelValues.Weights),
        ("figure", FigureTests.Example),
        ("step.ToData()", new StepView(Measured.Step).ToData()),
        ("group.ToData()", new StripView(Measured.Group).ToData()),
    }.Select(item => Of(item.Cell, item.Value));

    private static List<Example> Stages()
    {
        using Policy policy = Policy.Load(ShippedModels.Guesser);
        Method method = Method.Cppo with { Sampling = new() { GroupSize = 6 }, Perturbations = PerturbationSet.Mild, LearningRate = 1e-4 };
        using TrainingStep step = new(policy, method, seed: 7, PerceptionLabels.Of);
        using ForwardPasses passes = step.Forward(step.DrawViews(step.CompareInGroup(step.Score(step.Rollout(new ProceduralWorld(7).Samples(0, 4))))));
        using PerceptionSelection selection = step.SelectPerceptionTokens(passes);
        using ObjectiveValue objective = step.Evaluate(passes, selection);
        return
        [
            Of("policy", policy), Of("ModelSummary.Of(policy)", ModelSummary.Of(policy)), Of("policy.Parameters[\"model.norm.weight\"]", policy.Parameters["model.norm.weight"]),
            Of("step.Forward(perturbed)", passes), Of("step.SelectPerceptionTokens(passes)", selection), Of("step.Evaluate(passes, selection)", objective),
        ];
    }

    private static List<Example> Stored()
    {
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
        ProceduralWorld world = new(9);
        IReadOnlyList<Sample> samples = world.Samples(0, 6);
        using Policy policy = Policy.Load(ShippedModels.Guesser);
        StoredEvaluation evaluation = EvaluationStore.RunAsync(
            At("evaluation"), new PolicyResponder(policy, "starter"), samples, new() { Sampling = new() { Greedy = true, GroupSize = 1, MaxNewTokens = 12 } }).GetAwaiter().GetResult();
        Method method = Method.Cppo with { Sampling = new() { GroupSize = 3, MaxNewTokens = 12 }, Perturbations = PerturbationSet.Mild };
        using Trainer trainer = new(policy, method, step => world.Samples((ulong)step * 2, 2), new() { Steps = 2, Folder = At("run") }, PerceptionLabels.Of);
        trainer.Run();
        StoredRun run = StoredRun.Open(At("run"));
        ExportedRun export = VerlExport.Write(At("verl"), Method.Papo, samples);
        return
        [
            Of("StoredEvaluation.Open(folder)", evaluation), Of("StoredRun.Open(folder)", run), Of("run.Summary()", RunSummary.Of(run)),
            Of("runs", new[] { RunSummary.Of(run), RunSummary.Of(run) with { State = RunState.Interrupted, Steps = 1, Warnings = ["The answers shrink: 14 tokens at first, 3 now."] } }),
            Of("VerlExport.Write(folder, Method.Papo, samples)", export), Of("ForeignConfiguration.Read(folder)", ForeignConfiguration.Read(At("verl"))),
            Of("RolloutDump.Open(folder)", Dump(At("dump"), "How many red shapes are there?", "\\boxed{2}", "2")),
        ];
    }

    /// <summary>A dump as verl writes it, of three steps, with a broken row.</summary>
    public static RolloutDump Dump(string folder, string question, string response, string target)
    {
        Directory.CreateDirectory(folder);
        string Row(int step, string output, double score) => System.Text.Json.JsonSerializer.Serialize(
            new { input = $"user\n{question}\nassistant\n", output, gts = target, score, step });
        for (int step = 1; step <= 3; step++)
        {
            File.WriteAllLines(Path.Combine(folder, $"{step}.jsonl"), [Row(step, response, 1), Row(step, response + "1", step == 3 ? 1 : 0), "{\"input\": \"cut off"]);
        }

        return RolloutDump.Open(folder);
    }

    private static string At(string name) => Path.Combine(Folder, name);

    private static Example Of(string cell, object value) => new(
        cell, Interactive.Rendering.Views.Types.First(type => type.IsInstanceOfType(value)), (View)Interactive.Rendering.Views.For(value)!);
}
