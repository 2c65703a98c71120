using Cppo.Objective.Policy;
using Cppo.Runtime;

namespace Cppo.Training.Options;

/// <summary>Options of a method that are out of their range.</summary>
internal static class MethodRanges
{
    /// <summary>Refuses the first option that is.</summary>
    /// <exception cref="CppoException">With the option and its value.</exception>
    public static void Check(Method method)
    {
        var (sampling, objective, perception) = (method.Sampling, method.Objective, method.Perception);
        Require(sampling.GroupSize >= 2, $"The group size is {sampling.GroupSize}", "Use at least 2 responses per prompt: an advantage compares responses of one group.");
        Require(sampling.Temperature > 0, $"The temperature is {sampling.Temperature}", "Use a temperature above 0.");
        Require(!sampling.Greedy, "Greedy sampling was chosen for training", "Leave Greedy off: equal responses carry no signal.");
        Require(sampling is { Seed: 0, Step: 0 }, "Sampling has a seed or a step of its own", "Leave them at 0: the step draws from the run's seed and its own number.");
        Require(method.LearningRate > 0, $"The learning rate is {method.LearningRate}", "Use a rate above 0; the paper uses 1e-6.");
        Require(
            objective is { PolicyCoefficient: >= 0, KlCoefficient: >= 0, ContrastCoefficient: >= 0 },
            "A weight of the objective is negative",
            "Use 0 to leave a term out.");
        Require(
            objective is not { PolicyCoefficient: 0, KlCoefficient: 0, ContrastCoefficient: 0, PerceptionAware: null },
            "The loss has no term: every coefficient is 0",
            "Give Objective.PolicyCoefficient, ContrastiveWeight or Objective.PerceptionAware a value.");
        Require(perception.TopShare is > 0 and <= 1, $"The top share of perception tokens is {perception.TopShare}", "Give a share above 0 and at most 1; the paper uses 0.5.");
        Require(objective.Contrast.Temperature > 0, $"The contrastive temperature is {objective.Contrast.Temperature}", "Give a temperature above 0; the paper uses 0.1.");
        Require(
            !method.IsContrastive || objective.Contrast is not { TrainAnchor: false, TrainPreserved: false, TrainRemoved: false },
            "The contrastive loss trains none of its three branches",
            "Leave one of Objective.Contrast.TrainAnchor, .TrainPreserved and .TrainRemoved on, or set ContrastiveWeight to 0.");
        Require(
            method.AugmentationProbability is >= 0 and <= 1,
            $"The probability of augmentation is {method.AugmentationProbability}",
            "Give a number from 0 (never) to 1 (always).");
        Require(
            method.TopEntropyShare is null or (> 0 and < 1),
            $"The share of high-entropy tokens is {method.TopEntropyShare}",
            "Give a share above 0 and below 1, or none for all tokens.");
        Require(
            method.MaskedView is { Probability: >= 0 and <= 1, Side: >= 1 },
            $"PAPO's masked view blackens squares of {method.MaskedView.Side} px with probability {method.MaskedView.Probability}",
            "Give a side of at least 1 and a probability from 0 to 1; PAPO uses 14 and 0.6.");
        Require(
            objective.PerceptionAware is null or { TopShare: null or (> 0 and < 1) },
            $"PAPO's top share is {objective.PerceptionAware?.TopShare}",
            "Give a share above 0 and below 1, or none for all tokens.");
        Require(
            objective.Policy is not DecoupledPolicyLoss { Inner: DecoupledPolicyLoss },
            "A decoupled loss lies within a decoupled loss",
            "Decouple once.");
    }

    /// <summary>Refuses an option unless a condition holds.</summary>
    /// <param name="condition">What must hold.</param>
    /// <param name="problem">A sentence without its full stop.</param>
    /// <param name="advice">A whole sentence.</param>
    public static void Require(bool condition, string problem, string advice)
    {
        if (!condition) throw new CppoException(problem + ".", advice);
    }
}
