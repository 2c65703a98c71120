using Cppo.Evaluation;
using Cppo.Images;
using Cppo.Interactive.Hosting;
using Cppo.Interactive.Views;
using Cppo.Models;
using Cppo.Objective;
using Cppo.Perturbations;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Training;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Rendering;

/// <summary>Finds the view of a result. A host asks here for every value that a cell returns.</summary>
public static class Views
{
    /// <summary>The view of a value; null where it has none and the host's own formatting applies.</summary>
    public static IView? For(object? value) => value switch
    {
        IView view => view,
        CppoException error => new ErrorView(error),
        GroupRecord group => HasTokens(group) ? new StripView(group) : new RolloutView(group),
        RolloutGroup group => new ResponsesView([group]),
        IReadOnlyList<RolloutGroup> groups => new ResponsesView(groups),
        IReadOnlyList<GroupRecord> groups when groups.Any(HasViews) && !groups.Any(HasTokens) => new DrawnViewsView(groups),
        IReadOnlyList<GroupRecord> groups => new GroupsView(groups),
        ResponseRecord response => new TokenTableView(response),
        ForwardPasses passes => new PassesView(PassSummary.Of(passes)),
        PerceptionSelection selection => new SelectionView(selection),
        ObjectiveValue objective => new ObjectiveView(objective.ToTerms(), objective.PolicyGain),
        StepReport report => new StepView(report),
        TrainingHistory history => new TrainView(history),
        EvaluationReport report => new EvaluationView(report),
        IReadOnlyList<EvaluationReport> reports => new EvaluationView(reports),
        DoctorReport report => new DoctorView(report),
        Policy policy => new ModelView(ModelSummary.Of(policy)),
        ModelSummary model => new ModelView(model),
        Sample sample => new SamplesView([sample]),
        IReadOnlyList<Sample> samples => new SamplesView(samples),
        PerturbationGallery gallery => new GalleryView(gallery),
        ViewPair pair => new PerturbedPictureView([pair.Preserving, pair.Removing]),
        PerturbedView view => new PerturbedPictureView([view]),
        Picture picture => new PictureView(picture),
        DataFrame frame => new DataFrameView(frame),
        _ => null,
    };

    private static bool HasViews(GroupRecord group) => group.Removing.Count > 0;

    private static bool HasTokens(GroupRecord group) => group.Responses.Any(response => response.Tokens.Count > 0);

    /// <summary>The view of a value as an output; null where it has none.</summary>
    public static RenderedOutput? Render(object? value) => For(value) is { } view ? new(view.ToHtml(), view.ToPlainText()) : null;
}
