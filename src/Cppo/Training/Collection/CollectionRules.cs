using Cppo.Objective.Policy;
using Cppo.Runtime;
using static Cppo.Training.Options.MethodRanges;

namespace Cppo.Training.Collection;

/// <summary>Refuses options of how batches are drawn that are out of range or cannot act.</summary>
internal static class CollectionRules
{
    /// <exception cref="CppoException">With the option's name.</exception>
    public static void Check(Method method)
    {
        Require(method.Staleness >= 0, $"Staleness is {method.Staleness} steps", "Give at least 0.");
        Require(
            method.Staleness == 0 || (method.Objective.PolicyCoefficient != 0
                && (method.Objective.Policy is DecoupledPolicyLoss || method.Updates.Old == OldPolicy.Rollout)),
            $"Rollouts are to be {method.Staleness} steps old, but the policy loss takes them for the current policy's",
            "Use PolicyLoss.Decoupled, or OldPolicy.Rollout in Updates.Old, or leave Staleness at 0.");
        Require(
            method.DynamicSampling is null or { MaximumRounds: >= 2 },
            $"Dynamic sampling has {method.DynamicSampling?.MaximumRounds} rounds, so no prompt can replace a dropped one",
            "Allow at least 2 rounds, or leave DynamicSampling empty.");
    }
}
