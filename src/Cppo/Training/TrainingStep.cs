using Cppo.Models;
using Cppo.Objective;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Training.Collection;
using Cppo.Training.Optimization;
using Cppo.Training.Updates;

namespace Cppo.Training;

/// <summary>
/// One step of CPPO, as in the paper's algorithm box (arXiv 2601.00501, algorithm 1): <see cref="Run(PromptSource, bool, CancellationToken)"/> reads top to bottom. Every
/// stage is also a call of its own that takes the stage before it, so that a notebook can stop and look; these make one update with the
/// whole batch. <see cref="Run(PromptSource, bool, CancellationToken)"/> makes as many as <see cref="Method.Updates"/> says.
/// </summary>
public sealed partial class TrainingStep : IDisposable
{
    private readonly PhaseClock clock = new();
    private readonly ReferencePolicy? reference;
    private bool isHalfMade;

    /// <summary>
    /// Prepares steps on a policy. The reference policy is a frozen copy of it as it is now; where it has an adapter, its base. What is
    /// frozen now is left alone: add an adapter and freeze before.
    /// </summary>
    /// <param name="policy">Trained in place; stays the caller's.</param>
    /// <param name="method">What a step does.</param>
    /// <param name="seed">Root of all random numbers.</param>
    /// <param name="labels">Ground truth of perception tokens, where there is any; only for display and metrics.</param>
    public TrainingStep(Policy policy, Method method, ulong seed = 0, TokenLabels? labels = null)
    {
        method.Validate();
        SelectionStage.Require(method, labels);
        (Policy, Method, Seed, Labels) = (policy, method, seed, labels);
        Optimizer = TrainingRun.OptimizerOf(policy, method.Optimizer);
        reference = method.ReferenceWeight > 0 ? ReferencePolicy.Of(policy) : null;
        Collector = new(this, clock);
    }

    /// <summary>The policy that is trained.</summary>
    public Policy Policy { get; }

    /// <summary>What a step does.</summary>
    public Method Method { get; }

    /// <summary>Root of all random numbers.</summary>
    public ulong Seed { get; }

    /// <summary>Ground truth of perception tokens; null where there is none.</summary>
    public TokenLabels? Labels { get; }

    /// <summary>The optimizer, with its moments.</summary>
    public AdamW Optimizer { get; }

    /// <summary>The learning rate of the current step.</summary>
    public double LearningRate => Method.LearningRate * Method.Schedule.Share(Number);

    /// <summary>Gives the steps their batches.</summary>
    internal RolloutCollector Collector { get; }

    /// <summary>The number of the current step, from 0; <see cref="Update"/> moves it on.</summary>
    public int Number { get; internal set; }

    /// <summary>All stages, in the order of the algorithm box, for given samples.</summary>
    /// <exception cref="CppoException">The method draws further prompts or works on stale rollouts: it needs a prompt source.</exception>
    public StepReport Run(IReadOnlyList<Sample> prompts, bool measureTerms = false, CancellationToken cancellation = default)
    {
        RequirePromptSource();
        return Run(new PromptSource(_ => prompts), measureTerms, cancellation);
    }

    /// <summary>All stages, in the order of the algorithm box.</summary>
    /// <param name="prompts">The samples of every step.</param>
    /// <param name="measureTerms">Also measure the gradient of each term of the loss (one more backward pass a term).</param>
    /// <param name="cancellation">Ends the step between two tokens or two passes of its first update; nothing is changed then. A step that has made its first update is finished.</param>
    public StepReport Run(PromptSource prompts, bool measureTerms = false, CancellationToken cancellation = default)
    {
        RequireWholeSteps();
        DrawnBatch drawn = Collect(prompts, cancellation);                           // 1. G responses a prompt
        IReadOnlyList<GroupRecord> scored = Score(drawn);                            // 2. verifiable rewards
        IReadOnlyList<GroupRecord> compared = CompareInGroup(scored);                // 3. A = (r - mean) / std
        IReadOnlyList<GroupRecord> perturbed = DrawViews(compared);                  // 4. image+ and image-
        using StepBatch batch = StepBatch.Of(this, perturbed, reference, clock, cancellation);
        List<UpdateRecord> updates = [];
        GroupRecord[] groups = [.. perturbed];
        foreach (MiniBatch part in batch.MiniBatches)                                // epochs x mini-batches, one update each
        {
            CancellationToken untilUpdated = isHalfMade ? default : cancellation;
            using ForwardPasses passes = Forward(part, untilUpdated);                // 5. three forward passes
            using PerceptionSelection selection = SelectPerceptionTokens(passes);    // 6. top p of the entropy shift
            using ObjectiveValue objective = Evaluate(passes, selection);            // 7. policy + beta KL + lambda CPL
            updates.Add(UpdateStage.Apply(this, objective, measureTerms, clock, untilUpdated)); // 8. gradient, clip, AdamW
            isHalfMade = true;
            part.Keep(objective.Groups, groups);
        }

        isHalfMade = false;
        return Finish(groups, updates) with { Rounds = drawn.Rounds, DroppedGroups = drawn.Dropped, Staleness = drawn.Number - drawn.DrawnAt };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Optimizer.Dispose();
        reference?.Dispose();
    }
}
