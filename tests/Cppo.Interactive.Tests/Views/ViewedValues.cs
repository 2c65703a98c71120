using Cppo.Data;
using Cppo.Evaluation;
using Cppo.Evaluation.Benchmarking;
using Cppo.Evaluation.Comparisons;
using Cppo.Evaluation.Stores;
using Cppo.Exchange;
using Cppo.Images;
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
using Cppo.Training.Runs.Tables;
using Cppo.Worlds;
using Microsoft.Data.Analysis;
using TorchSharp;

namespace Cppo.Interactive.Tests.Views;

/// <summary>A real value of every type that has a view: of a step of the shipped guesser, of a run in a folder, and of measured records.</summary>
public sealed class ViewedValues : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cppo-views-").FullName;
    private readonly List<IDisposable> owned = [];

    public ViewedValues()
    {
        Policy policy = Own(Policy.Load(ShippedModels.Guesser));
        Method method = Method.Cppo with { Sampling = new() { GroupSize = 6 }, Perturbations = PerturbationSet.Mild, LearningRate = 1e-4 };
        TrainingStep step = Own(new TrainingStep(policy, method, seed: 7, PerceptionLabels.Of));
        IReadOnlyList<RolloutGroup> drawn = step.Rollout(new ProceduralWorld(7).Samples(0, 8));
        IReadOnlyList<GroupRecord> perturbed = step.DrawViews(step.CompareInGroup(step.Score(drawn)));
        ForwardPasses passes = Own(step.Forward(perturbed));
        PerceptionSelection selection = Own(step.SelectPerceptionTokens(passes));
        ObjectiveValue objective = Own(step.Evaluate(passes, selection));
        Add(drawn[0], drawn, objective.Groups[0], objective.Groups, objective.Groups[0].Responses[0], passes, selection, objective);
        Report = step.Update(objective, measureTerms: true);
        Add(Report, LossShare.Of(Report), method, Methods.All[3], new TrainerOptions { Steps = 7 });
        Add(policy, ModelSummary.Of(policy), torch.arange(6), ModelValues.Weights, CheckpointSummary.Of(ShippedModels.Guesser), ModelValues.Text, ModelValues.Small);
        Add(StoredValues(policy, method));
        Add(Exchanged(method));
        Add(new CallView("code", "note"), new CppoException("a", "b"), Measured.History(3), Measured.Doctor, FigureTests.Example, new DataFrame(new Int32DataFrameColumn("x", [1, 2])));
        Add(Comparisons.Finished, Comparisons.Kept, Comparisons.Finished.Differences, Comparisons.Detectors[0], Comparisons.Detectors, Measured.Evaluations[0], Measured.Evaluations);
        Add(BenchmarkTableViewTests.Comparison, BenchmarkTableViewTests.Table, Measured.Graders);
        Grade grade = new FairGrader().Grade("2/4", "0.5");
        Add(grade, new[] { grade, grade });
        DataSet data = Own(DataFiles.Many(12));
        Add(data, data.Select(), new ProceduralWorld(7), Measured.GallerySample, new[] { Measured.GallerySample });
        Add(new PerturbationGallery(Measured.GallerySample, Measured.Gallery), new ViewPair(Measured.Gallery[0], Measured.Gallery[4]), Measured.Gallery[0]);
        Add(Measured.GallerySample.Pictures[0], new[] { Measured.GallerySample.Pictures[0], Measured.Group.Group.Sample.Pictures[0] });
    }

    public List<object> All { get; } = [];

    public StepReport Report { get; }

    /// <summary>Lists and records with nothing in them.</summary>
    public static IReadOnlyList<object> Empty { get; } =
    [
        Array.Empty<Sample>(), Array.Empty<RolloutGroup>(), Array.Empty<GroupRecord>(), Array.Empty<RunSummary>(), Array.Empty<RolloutRow>(), Array.Empty<DetectorStudy>(), Array.Empty<MethodDifference>(),
        Array.Empty<EvaluationReport>(), Array.Empty<Grade>(), Array.Empty<Picture>(), Array.Empty<StoredCheckpoint>(), Array.Empty<LossShare>(), new TrainingHistory("CPPO", 0),
        new EvaluationReport("nothing", []), EvaluationReport.Of("nothing", Array.Empty<SampleOutcome>()), new BenchmarkTable("nobody", []), new DoctorReport([]), GraderComparison.Of(Array.Empty<AnswerPair>()),
        new PerturbationGallery(Measured.GallerySample, []), new DataFrame(), new GroupRecord(new(Measured.GallerySample, [], []), [], [], []),
        new RolloutGroup(Measured.GallerySample, [], []), Measured.Group.Responses[0] with { Tokens = [] }, new DetectorStudy("none", 0, []),
        new CheckpointSummary("nowhere", [], []), new Cppo.Interactive.Figures.Figure("nothing", "x", "y"), new Cppo.Text.TokenizedText("", []),
        Measured.Step with { Groups = [], Terms = [], Times = [] },
    ];

    public void Dispose()
    {
        foreach (IDisposable one in owned) one.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private object[] StoredValues(Policy policy, Method method)
    {
        string run = Path.Combine(folder, "run");
        ProceduralWorld world = new(3);
        using (Trainer trainer = new(policy, method with { Sampling = new() { GroupSize = 2, MaxNewTokens = 8 } }, world.Prompts(2), new() { Steps = 2, Folder = run, Keep = new() { RolloutsEvery = 1, CheckpointsEvery = 1 } }))
        {
            trainer.Run();
        }

        StoredRun stored = StoredRun.Open(run);
        StoredEvaluation answers = EvaluationStore.RunAsync(
            Path.Combine(folder, "answers"), new PolicyResponder(policy, "guesser"), new ProceduralWorld(3).Samples(0, 3), new EvaluationOrder()).GetAwaiter().GetResult();
        return [answers, stored, RunSummary.Of(stored), new[] { RunSummary.Of(stored) }, stored.Rollouts(stored.RolloutSteps()[0]), stored.Checkpoints(), stored.Checkpoints()[0]];
    }

    private object[] Exchanged(Method method)
    {
        ExportedRun run = VerlExport.Write(Path.Combine(folder, "there"), method, new ProceduralWorld(1).Samples(0, 2));
        string dump = Directory.CreateDirectory(Path.Combine(folder, "dump")).FullName;
        File.WriteAllText(Path.Combine(dump, "1.jsonl"), """{"input": "user\n1 + 1?\nassistant\n", "output": "\\boxed{2}", "gts": "2", "score": 1.0, "step": 1}""" + "\n");
        return [run, new ImportedMethod(method, [new("a", "b", "c")], []), RolloutDump.Open(dump)];
    }

    private T Own<T>(T value)
        where T : IDisposable
    {
        owned.Add(value);
        return value;
    }

    private void Add(params object[] values) => All.AddRange(values);
}
