using Cppo.Models;
using Cppo.Objective;
using Cppo.Rollouts;
using Cppo.Training.Optimization;

namespace Cppo.Training;

/// <summary>
/// One step of CPPO, as in the paper's algorithm box (arXiv 2601.00501, algorithm 1): <see cref="Run"/> reads top to bottom. Every
/// stage is also a call of its own that takes the stage before it, so that a notebook can stop and look. Exactly one update serves a
/// batch, hence the policy at rollout is the current one and old = stop-gradient(lp). Several updates a batch, micro-batches and the
/// asynchronous recipe are not here yet.
/// </summary>
public sealed class TrainingStep : IDisposable
{
    private readonly PhaseClock clock = new();
    private readonly ReferencePolicy? reference;

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
        (Policy, Method, Seed, Labels) = (policy, method, seed, labels);
        Optimizer = TrainingRun.OptimizerOf(policy, method.Optimizer);
        reference = method.ReferenceWeight > 0 ? ReferencePolicy.Of(policy) : null;
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

    /// <summary>The number of the current step, from 0; <see cref="Update"/> moves it on.</summary>
    public int Number { get; internal set; }

    /// <summary>All stages, in the order of the algorithm box.</summary>
    /// <param name="prompts">The step's samples.</param>
    /// <param name="measureTerms">Also measure the gradient norm of each term of the loss (one more backward pass a term).</param>
    /// <param name="cancellation">Ends the rollout between two tokens; nothing is changed then.</param>
    public StepReport Run(IReadOnlyList<Sample> prompts, bool measureTerms = false, CancellationToken cancellation = default)
    {
        IReadOnlyList<RolloutGroup> rollouts = Rollout(prompts, cancellation);      // 1. G responses a prompt
        IReadOnlyList<GroupRecord> scored = Score(rollouts);                        // 2. verifiable rewards
        IReadOnlyList<GroupRecord> compared = CompareInGroup(scored);               // 3. A = (r - mean) / std
        IReadOnlyList<GroupRecord> perturbed = DrawViews(compared);                 // 4. image+ and image-
        cancellation.ThrowIfCancellationRequested();
        using ForwardPasses passes = Forward(perturbed);                            // 5. three forward passes
        using PerceptionSelection selection = SelectPerceptionTokens(passes);       // 6. top p of the entropy shift
        using ObjectiveValue objective = Evaluate(passes, selection);               // 7. policy + beta KL + lambda CPL
        return Update(objective, measureTerms);                                     // 8. gradient, clip, AdamW
    }

    /// <summary>Stage 1: draws G responses to every prompt from the current policy.</summary>
    public IReadOnlyList<RolloutGroup> Rollout(IReadOnlyList<Sample> prompts, CancellationToken cancellation = default)
    {
        clock.Restart();
        return clock.Time("rollout", () => Sampler.Generate(
            Policy, prompts, Method.Sampling with { Seed = Seed, Step = (ulong)Number }, cancellation));
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
    public ForwardPasses Forward(IReadOnlyList<GroupRecord> groups)
    {
        Policy.Model.Adapter?.BeginStep((ulong)Number);
        return ForwardPasses.Run(Policy, reference, groups, Method, clock);
    }

    /// <summary>Stage 6: finds the perception tokens of the responses that have views; no gradient flows.</summary>
    public PerceptionSelection SelectPerceptionTokens(ForwardPasses passes) => passes.Select(Method.Perception);

    /// <summary>Stage 7: the loss and its terms.</summary>
    public ObjectiveValue Evaluate(ForwardPasses passes, PerceptionSelection selection) =>
        clock.Time("policy", () => ObjectiveValue.Of(passes, selection, Method, Policy.Tokenizer, Labels));

    /// <summary>Stage 8: gradient, clipping, AdamW. A gradient that is not finite changes nothing and is reported.</summary>
    /// <param name="objective">The loss; its graph is used up.</param>
    /// <param name="measureTerms">Also measure the gradient norm of each term.</param>
    public StepReport Update(ObjectiveValue objective, bool measureTerms = false)
    {
        StepReport report = UpdateStage.Apply(this, objective, measureTerms, clock);
        Number++;
        return report;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Optimizer.Dispose();
        reference?.Dispose();
    }
}
