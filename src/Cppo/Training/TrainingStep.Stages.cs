using Cppo.Objective;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Training.Collection;
using Cppo.Training.Updates;

namespace Cppo.Training;

/// <content>The stages of a step as calls of their own.</content>
public sealed partial class TrainingStep
{
    /// <summary>Stage 1: draws G responses to every prompt from the current policy.</summary>
    public IReadOnlyList<RolloutGroup> Rollout(IReadOnlyList<Sample> prompts, CancellationToken cancellation = default)
    {
        clock.Restart();
        return clock.Time("rollout", () => Draw(prompts, Number, round: 0, cancellation));
    }

    /// <summary>Stage 2: scores every response, with its reasons.</summary>
    public IReadOnlyList<GroupRecord> Score(IReadOnlyList<RolloutGroup> rollouts) =>
        clock.Time("reward", () => RewardStage.Score(rollouts, Method.Reward));

    /// <summary>Stage 3: gives every response its group advantage.</summary>
    public IReadOnlyList<GroupRecord> CompareInGroup(IReadOnlyList<GroupRecord> scored) =>
        clock.Time("reward", () => RewardStage.CompareInGroup(scored, Method.Advantage));

    /// <summary>Stage 4: draws one preserving and one removing view for every prompt that some response can use.</summary>
    public IReadOnlyList<GroupRecord> DrawViews(IReadOnlyList<GroupRecord> groups) =>
        clock.Time("views", () => ViewStage.Draw(groups, Method, Seed, Number));

    /// <summary>Stage 5: log-probabilities under the original picture and, where they are used, under both views; entropies.</summary>
    /// <param name="groups">Groups with advantages and views; one update will serve them.</param>
    /// <param name="cancellation">Looked at between passes.</param>
    /// <exception cref="CppoException">The method makes several updates a batch.</exception>
    public ForwardPasses Forward(IReadOnlyList<GroupRecord> groups, CancellationToken cancellation = default)
    {
        if (Method.Updates.AreSeveral)
        {
            throw new CppoException(
                "The method makes several updates a batch, and its stages one by one make a single one.",
                "Call Run, or leave Updates.Epochs and Updates.MiniBatchPrompts as they are.");
        }

        using StepBatch batch = StepBatch.Whole(Policy, groups, Method);
        return Forward(batch.MiniBatches[0], cancellation);
    }

    /// <summary>Stage 6: finds the perception tokens of the responses that have views; no gradient flows.</summary>
    public PerceptionSelection SelectPerceptionTokens(ForwardPasses passes) =>
        SelectionStage.Select(passes, Method, Policy.Tokenizer, Labels, Seed, Number);

    /// <summary>Stage 7: the loss and its terms.</summary>
    public ObjectiveValue Evaluate(ForwardPasses passes, PerceptionSelection selection) =>
        clock.Time("policy", () => ObjectiveValue.Of(passes, selection, Method, Policy.Tokenizer, Labels));

    /// <summary>Stage 8: gradient, clipping, AdamW. A gradient that is not finite changes nothing and is reported.</summary>
    /// <param name="objective">The loss; its graph is used up. What it was computed from must still be there.</param>
    /// <param name="measureTerms">Also measure the gradient of each term.</param>
    public StepReport Update(ObjectiveValue objective, bool measureTerms = false) =>
        Finish(objective.Groups, [UpdateStage.Apply(this, objective, measureTerms, clock, default)]);

    private ForwardPasses Forward(MiniBatch part, CancellationToken cancellation)
    {
        if (part.Update == 0) Policy.Model.Adapter?.BeginStep((ulong)Number);
        return ForwardPasses.Run(Policy, reference, part, Method, clock, cancellation);
    }

    /// <summary>Draws G responses a prompt from the current policy, for the batch of a step.</summary>
    internal IReadOnlyList<RolloutGroup> Draw(IReadOnlyList<Sample> prompts, int number, int round, CancellationToken cancellation) =>
        Sampler.Generate(Policy, Shown(prompts, number), SamplingOf(number, round), cancellation);

    /// <summary>The prompts of a step as the policy sees them, some with augmented pictures.</summary>
    internal IReadOnlyList<Sample> Shown(IReadOnlyList<Sample> prompts, int number) => AugmentationStage.Apply(prompts, Method, Seed, number);

    /// <summary>How the batch of a step is drawn: every round has random numbers of its own.</summary>
    internal SamplingOptions SamplingOf(int number, int round) => Method.Sampling with { Seed = Seed, Step = (ulong)number + ((ulong)round << 32) };

    private DrawnBatch Collect(PromptSource prompts, CancellationToken cancellation)
    {
        clock.Restart();
        return Collector.Collect(prompts, cancellation);
    }

    private IReadOnlyList<GroupRecord> Score(DrawnBatch drawn) => drawn.Groups.All(group => group.Scored is not null)
        ? [.. drawn.Groups.Select(group => group.Scored!)]
        : Score([.. drawn.Groups.Select(group => group.Group)]);

    private StepReport Finish(IReadOnlyList<GroupRecord> groups, IReadOnlyList<UpdateRecord> updates)
    {
        StepReport report = UpdateStage.Report(this, groups, updates, clock.Times);
        Number++;
        return report;
    }

    private void RequireWholeSteps()
    {
        if (!isHalfMade) return;
        throw new CppoException(
            "The last step broke off between two of its updates, so the weights are half a step on.",
            "Load the start again and, if there is a run directory, open it anew: the run goes on after the last stored step.");
    }

    private void RequirePromptSource()
    {
        if (Method is { Staleness: 0, DynamicSampling: null }) return;
        throw new CppoException(
            $"The method {Method.Name} draws more prompts than the step's own, ahead or in place of groups without signal.",
            "Pass a PromptSource, a function of step and round, in place of the samples.");
    }
}
