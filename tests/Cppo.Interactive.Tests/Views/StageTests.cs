using Cppo.Interactive.Views;
using Cppo.Models;
using Cppo.Objective;
using Cppo.Perturbations;
using Cppo.Rollouts;
using Cppo.Training;
using Cppo.Worlds;
using Found = Cppo.Interactive.Rendering.Views;

namespace Cppo.Interactive.Tests.Views;

public sealed class StageTests
{
    [Fact]
    public void Every_stage_of_a_step_gives_a_value_that_can_be_shown()
    {
        using Policy policy = Policy.Load(ShippedModels.Guesser);
        Method method = Method.Cppo with { Sampling = new() { GroupSize = 6 }, Perturbations = PerturbationSet.Mild, LearningRate = 1e-4 };
        using TrainingStep step = new(policy, method, seed: 7, PerceptionLabels.Of);
        IReadOnlyList<RolloutGroup> drawn = step.Rollout(new ProceduralWorld(7).Samples(0, 8));
        IReadOnlyList<GroupRecord> scored = step.Score(drawn), compared = step.CompareInGroup(scored), perturbed = step.DrawViews(compared);
        using ForwardPasses passes = step.Forward(perturbed);
        using PerceptionSelection selection = step.SelectPerceptionTokens(passes);
        using ObjectiveValue objective = step.Evaluate(passes, selection);

        (object Stage, Type View)[] stages =
        [
            (drawn, typeof(ResponsesView)), (scored, typeof(GroupsView)), (compared, typeof(GroupsView)), (perturbed, typeof(DrawnViewsView)),
            (passes, typeof(PassesView)), (selection, typeof(SelectionView)), (objective, typeof(ObjectiveView)),
            (objective.Groups, typeof(GroupsView)), (objective.Groups.First(group => group.HasSignal), typeof(StripView)),
        ];
        System.Text.StringBuilder page = new();
        foreach ((object stage, Type view) in stages)
        {
            Assert.IsType(view, Found.For(stage));
            HostileTextTests.AssertClean((Cppo.Interactive.Rendering.View)Found.For(stage)!, "");
            page.Append($"<div class=\"in\">{view.Name}</div>{Found.For(stage)!.ToHtml()}");
        }

        Assert.Contains("advantages are not computed yet", Found.For(scored.First(group => group.RewardsDiffer))!.ToHtml(), StringComparison.Ordinal);
        StepReport report = step.Update(objective, measureTerms: true);
        page.Append(Found.For(report)!.ToHtml());
        ViewPage.Write("stages.html", page.ToString());
        Assert.Equal(["original", "preserving", "removing", "reference"], PassSummary.Of(passes).Select(pass => pass.Picture));
    }
}
