using Cppo.Data;
using Cppo.Evaluation;
using Cppo.Evaluation.Benchmarking;
using Cppo.Evaluation.Comparisons;
using Cppo.Evaluation.Stores;
using Cppo.Exchange;
using Cppo.Images;
using Cppo.Interactive.Figures;
using Cppo.Interactive.Hosting;
using Cppo.Interactive.Views;
using Cppo.Models;
using Cppo.Objective;
using Cppo.Perturbations;
using Cppo.Rewards;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Text;
using Cppo.Training;
using Cppo.Training.Runs;
using Cppo.Training.Runs.Tables;
using Cppo.Worlds;
using Microsoft.Data.Analysis;
using TorchSharp;

namespace Cppo.Interactive.Rendering;

/// <summary>Finds the view of a result. A host asks here for every value that a cell returns.</summary>
public static class Views
{
    // The first that fits is taken.
    private static readonly IReadOnlyList<Rule> Rules =
    [
        On<IView>(view => view),
        On<CppoException>(error => new ErrorView(error)),
        On<GroupRecord>(group => HasTokens(group) ? new StripView(group) : new RolloutView(group)),
        On<RolloutGroup>(group => new ResponsesView([group])),
        On<IReadOnlyList<RolloutGroup>>(groups => new ResponsesView(groups)),
        On<IReadOnlyList<GroupRecord>>(groups => groups.Any(HasViews) && !groups.Any(HasTokens) ? new DrawnViewsView(groups) : new GroupsView(groups)),
        On<ResponseRecord>(response => new TokenTableView(response)),
        On<ForwardPasses>(passes => new PassesView(PassSummary.Of(passes))),
        On<PerceptionSelection>(selection => new SelectionView(selection)),
        On<ObjectiveValue>(objective => new ObjectiveView(objective.ToTerms(), objective.PolicyGain)),
        On<IReadOnlyList<LossShare>>(shares => new LossSharesView(shares)),
        On<StepReport>(report => new StepView(report)),
        On<TrainingHistory>(history => new TrainView(history)),
        On<StoredRun>(run => new TrainView(run.History(), RunSummary.Of(run).StateInWords)),
        On<IReadOnlyList<RolloutRow>>(rows => new StoredRolloutsView(rows)),
        On<RunSummary>(run => new RunsView([run])),
        On<IReadOnlyList<RunSummary>>(summaries => new RunsView(summaries)),
        On<MethodComparison>(comparison => new ComparisonView(comparison)),
        On<IReadOnlyList<MethodDifference>>(differences => new DifferencesView(differences)),
        On<DetectorStudy>(study => new DetectorStudyView([study])),
        On<IReadOnlyList<DetectorStudy>>(studies => new DetectorStudyView(studies)),
        On<EvaluationReport>(report => new EvaluationView(report)),
        On<IReadOnlyList<EvaluationReport>>(reports => new EvaluationView(reports)),
        On<StoredEvaluation>(stored => new EvaluationView(stored.Report())),
        On<ReportComparison>(comparison => new ReportComparisonView(comparison)),
        On<BenchmarkTable>(table => new BenchmarkTableView(table)),
        On<Grade>(grade => new GradeView([grade])),
        On<IReadOnlyList<Grade>>(grades => new GradeView(grades)),
        On<GraderComparison>(comparison => new GraderComparisonView(comparison)),
        On<RolloutDump>(dump => new DumpView(dump)),
        On<ExportedRun>(run => new ExportView(run)),
        On<ImportedMethod>(method => new ImportedMethodView(method)),
        On<DoctorReport>(report => new DoctorView(report)),
        On<Method>(method => new OptionsView(method)),
        On<MethodPreset>(preset => new OptionsView(preset.Method)),
        On<TrainerOptions>(options => new OptionsView(options)),
        On<Policy>(policy => new ModelView(ModelSummary.Of(policy))),
        On<ModelSummary>(model => new ModelView(model)),
        On<CheckpointSummary>(checkpoint => new CheckpointView(checkpoint)),
        On<StoredCheckpoint>(checkpoint => new CheckpointsView([checkpoint])),
        On<IReadOnlyList<StoredCheckpoint>>(checkpoints => new CheckpointsView(checkpoints)),
        On<DataSelection>(selection => new DataView(selection)),
        On<DataSet>(data => new DataView(data)),
        On<ProceduralWorld>(world => new SamplesView(world.Gallery())),
        On<Sample>(sample => new SamplesView([sample])),
        On<IReadOnlyList<Sample>>(samples => new SamplesView(samples)),
        On<PerturbationGallery>(gallery => new GalleryView(gallery)),
        On<ViewPair>(pair => new PerturbedPictureView([pair.Preserving, pair.Removing])),
        On<PerturbedView>(view => new PerturbedPictureView([view])),
        On<Picture>(picture => new PictureView(picture)),
        On<IReadOnlyList<Picture>>(pictures => new PicturesView(pictures)),
        On<SeenPicture>(seen => new SeenPictureView(seen)),
        On<TokenizedText>(text => new TokensView(text)),
        On<torch.Tensor>(tensor => new TensorView(TensorSummary.Of(tensor))),
        On<TensorSummary>(tensor => new TensorView(tensor)),
        On<Figure>(figure => new FigureView(figure)),
        On<DataFrame>(frame => new DataFrameView(frame)),
    ];

    /// <summary>The types whose values have a view, for a host that keeps formatters by type. A value may be of a type derived from one of them.</summary>
    public static IReadOnlyList<Type> Types { get; } = [.. Rules.Select(rule => rule.Type)];

    /// <summary>The view of a value; null where it has none and the host's own formatting applies.</summary>
    public static IView? For(object? value) => Rules.FirstOrDefault(rule => rule.Type.IsInstanceOfType(value))?.View(value!);

    private static bool HasViews(GroupRecord group) => group.Removing.Count > 0;

    private static bool HasTokens(GroupRecord group) => group.Responses.Any(response => response.Tokens.Count > 0);

    /// <summary>The view of a value as an output; null where it has none.</summary>
    public static RenderedOutput? Render(object? value) => For(value) is { } view ? new(view.ToHtml(), view.ToPlainText()) : null;

    private static Rule On<T>(Func<T, IView> view) => new(typeof(T), value => view((T)value));

    private sealed record Rule(Type Type, Func<object, IView> View);
}
