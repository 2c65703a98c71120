using Cppo.Interactive.Figures;
using Cppo.Interactive.Rendering;
using Cppo.Interactive.Tests.Figures;
using Cppo.Interactive.Views;
using Cppo.Models;
using Cppo.Perturbations;
using Cppo.Rewards;
using Cppo.Runtime;
using Cppo.Training;
using Cppo.Worlds;

namespace Cppo.Interactive.Tests.Views;

/// <summary>Every view with measured numbers; written to one page beside the tests, to be looked at.</summary>
public sealed class ViewPage
{
    public static IReadOnlyList<(string Cell, View View)> All { get; } =
    [
        ("rollouts[0]", new RolloutView(Measured.Rollouts)),
        ("rollouts[1]", new RolloutView(Measured.WithoutTokens(Measured.FlatGroup))),
        ("rollouts", new GroupsView([Measured.Rollouts, Measured.WithoutTokens(Measured.FlatGroup)])),
        ("drawn", new ResponsesView([Measured.Group.Group, Measured.FlatGroup.Group])),
        ("scored[0]", new RolloutView(Measured.Rollouts with { Responses = [.. Measured.Rollouts.Responses.Select(r => r with { Advantage = 0 })] })),
        ("perturbed", new DrawnViewsView([Measured.Group, Measured.FlatGroup, Measured.Group])),
        ("passes", new PassesView([new("original", 40, 640, 0.22, -0.31), new("preserving", 16, 256, 0.21, -0.33), new("removing", 16, 256, 0.41, -0.95), new("reference", 40, 640, double.NaN, -0.31)])),
        ("objective", new ObjectiveView(Measured.Step.Terms, Measured.Step.PolicyGain)),
        ("group", new StripView(Measured.Group)),
        ("flat", new StripView(Measured.FlatGroup)),
        ("step", new StepView(Measured.Step)),
        ("step with tokens", new StepView(StepWithTokens)),
        ("LossShare.Of(step)", new LossSharesView(LossShare.Of(StepWithTokens))),
        ("Methods.Named(\"dapo\") with { … }", new OptionsView(Methods.Named("dapo").With(["LearningRate=4e-5", "Sampling.GroupSize=8"]))),
        ("Method.Cppo", new OptionsView(Method.Cppo)),
        ("new TrainerOptions { Steps = 200 }", new OptionsView(new TrainerOptions { Steps = 200, MeasureTermsEvery = 5 })),
        ("CheckpointSummary.Of(folder)", new CheckpointView(CheckpointSummary.Of(ShippedModels.Starter))),
        ("run.Checkpoints()", new CheckpointsView([new(50, ShippedModels.Guesser, new(50, 120, 200)), new(100, ShippedModels.Starter, new(100, 140, 200)), new(150, "runs/first/checkpoints/gone", null)])),
        ("pictures", new PicturesView([.. Measured.Gallery.Select(view => view.Picture), ModelValues.LargePicture])),
        ("history", new TrainView(Measured.History(137))),
        ("finished", new TrainView(Measured.History(200))),
        ("first step", new TrainView(Measured.History(0))),
        ("evaluations", new EvaluationView(Measured.Evaluations)),
        ("evaluations[0]", new EvaluationView(Measured.Evaluations[0])),
        ("comparison", new ComparisonView(Comparisons.Finished)),
        ("comparison of six", new ComparisonView(Comparisons.Of(["grpo", "cppo", "papo", "cpl-alone", "cppo-floor", "dapo"], 3, 3, ["greedy", "avg@4"]))),
        ("comparison, running", new ComparisonView(Comparisons.Running)),
        ("differences", new DifferencesView(Comparisons.Finished.Differences)),
        ("detectors", new DetectorStudyView(Comparisons.Detectors)),
        ("run.Rollouts(20)", new StoredRolloutsView(Comparisons.Kept)),
        ("asked", new CountView("policy, greedy", 120, 500, TimeSpan.FromSeconds(3.2))),
        ("ReportComparison.Of(before, same, after)", new ReportComparisonView(BenchmarkTableViewTests.Comparison)),
        ("await Benchmarks.RunAsync(folder, responder)", new BenchmarkTableView(BenchmarkTableViewTests.Table)),
        ("gallery", new GalleryView(new(Measured.GallerySample, Measured.Gallery))),
        ("samples", new SamplesView([Measured.Group.Group.Sample, Measured.FlatGroup.Group.Sample, Measured.GallerySample])),
        ("new ProceduralWorld(7)", new SamplesView(new ProceduralWorld(7).Gallery())),
        ("data.Select(filter, shuffle: 7)", new DataView(DataFiles.Many(60).Select(new() { Categories = ["count", "dice", "bars"], Pictures = new(1, 2) }, shuffle: 7))),
        ("samples[0].Pictures[0]", new PictureView(Measured.GallerySample.Pictures[0])),
        ("TokenizedText.Of(tokenizer, text)", new TokensView(ModelValues.Text)),
        ("SeenPicture.Of(policy, small)", new SeenPictureView(ModelValues.Small)),
        ("SeenPicture.Of(policy, photo)", new SeenPictureView(ModelValues.Photo)),
        ("weights", new TensorView(ModelValues.Weights)),
        ("broken", new TensorView(ModelValues.Broken)),
        ("ids", new TensorView(ModelValues.Ids)),
        ("new FairGrader().Grade(answer, target)", new GradeView([new FairGrader().Grade("\\frac{24}{2} cm", "0.12\\text{ m}")])),
        ("grades", new GradeView([new ReferenceGrader().Grade("14 centimeters", "14^\\circ"), new FairGrader().Grade("14 centimeters", "14^\\circ"), new FairGrader().Grade(null, "B")])),
        ("GraderComparison.Of(rollouts)", new GraderComparisonView(Measured.Graders)),
        ("new Figure(title, x, y).Line(…)", new FigureView(FigureTests.Example)),
        ("doctor", new DoctorView(Measured.Doctor)),
        ("error", new ErrorView(new CppoException(
            "The picture </script><img src=x onerror=alert(1)>\u202Egnp.png is neither PNG nor JPEG.",
            "Replace the file, or leave the row out."))),
        .. Examples.All.Select(example => (example.Cell, example.View)),
    ];

    /// <summary>A step of the shipped starter, with what each token adds to the loss.</summary>
    private static StepReport StepWithTokens
    {
        get
        {
            using Policy policy = Policy.Load(ShippedModels.Starter);
            Method method = Method.Cppo with { Sampling = new() { GroupSize = 8 }, Perturbations = PerturbationSet.Mild, LearningRate = 1e-4 };
            using TrainingStep step = new(policy, method, seed: 7, PerceptionLabels.Of);
            return step.Run(new ProceduralWorld(7).Samples(0, 8), measureTerms: true);
        }
    }

    [Fact]
    public void All_views_fit_one_page()
    {
        string cells = string.Concat(All.Select(item => $"<div class=\"in\">{TextEncoder.Text(item.Cell)}</div>{item.View.ToHtml()}"));
        Write("views.html", cells);
        Assert.Contains("cppo-strip", cells, StringComparison.Ordinal);
    }

    internal static void Write(string name, string cells) => File.WriteAllText(
        Path.Combine(AppContext.BaseDirectory, name),
        $$"""
        <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>CPPO views</title>
        <style>body{margin:20px auto;max-width:920px;padding:0 20px;background:Canvas;color-scheme:light dark}
        .in{margin:44px 0 16px;padding:8px 12px;border-left:3px solid #8a8a8a;background:rgba(128,128,128,.1);font:13.5px monospace;color:CanvasText}</style>
        </head><body>{{cells}}</body></html>
        """);
}
