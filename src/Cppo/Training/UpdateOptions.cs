using Cppo.Objective;
using Cppo.Objective.Policy;
using Cppo.Runtime;
using static Cppo.Training.Options.MethodRanges;

namespace Cppo.Training;

/// <summary>Where <c>old</c>, the log-probabilities that the importance ratio is taken to, comes from.</summary>
public enum OldPolicy
{
    /// <summary>From the policy before the step's first update. Where a batch serves one update that is the current one, hence stop-gradient(lp).</summary>
    Recomputed,

    /// <summary>From the rollout: what the sampler reported when it drew the tokens.</summary>
    Rollout,
}

/// <summary>How a batch becomes updates: epochs, mini-batches (one update each) and the pieces in which a mini-batch is computed.</summary>
public sealed record UpdateOptions
{
    /// <summary>How often a step goes through its batch.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>Prompts of one update, with all their responses; 0: the whole batch. Drawn anew in every epoch; the last mini-batch may be smaller. Paper: 64 of 512.</summary>
    public int MiniBatchPrompts { get; init; }

    /// <summary>
    /// Responses whose graph is held at a time; 0: those of the whole mini-batch. Costs one more forward pass; the gradient is the same
    /// for any split, because the objective sees the whole mini-batch (<see cref="MicroBatchConvention.MiniBatch"/>).
    /// </summary>
    public int MicroBatchResponses { get; init; }

    /// <summary>Where <c>old</c> comes from. A decoupled loss takes both: the rollout's as behaviour, the recomputed as proximal.</summary>
    public OldPolicy Old { get; init; } = OldPolicy.Recomputed;

    /// <summary>Whether the batch may serve more than one update.</summary>
    internal bool AreSeveral => Epochs > 1 || MiniBatchPrompts > 0;

    /// <summary>Refuses options that are out of range or cannot act.</summary>
    /// <exception cref="CppoException">With the option's name.</exception>
    internal void Validate(ObjectiveOptions objective)
    {
        Require(Epochs >= 1, $"A batch is to be used {Epochs} times", "Give at least 1 epoch.");
        Require(
            MiniBatchPrompts >= 0 && MicroBatchResponses >= 0,
            $"A mini-batch of {MiniBatchPrompts} prompts in pieces of {MicroBatchResponses} responses cannot be made",
            "Give sizes above 0, or 0 for the whole.");
        Require(
            objective.MicroBatches == MicroBatchConvention.MiniBatch || MicroBatchResponses > 0,
            $"The convention {objective.MicroBatches} cannot act on a mini-batch that is computed at once",
            "Set Updates.MicroBatchResponses above 0, or leave Objective.MicroBatches as it is.");
        Require(
            Old == OldPolicy.Recomputed || objective.PolicyCoefficient != 0,
            "The rollout's log-probabilities are asked for, but there is no policy loss that could use them",
            "Leave Updates.Old as it is, or give the policy loss a coefficient.");
        Require(
            Old == OldPolicy.Recomputed || objective.Policy is not DecoupledPolicyLoss,
            "A decoupled policy loss takes the rollout's and the recomputed log-probabilities, so Updates.Old cannot act",
            "Leave Updates.Old as it is.");
    }
}
