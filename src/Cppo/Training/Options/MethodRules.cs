using Cppo.Objective;
using Cppo.Runtime;

namespace Cppo.Training.Options;

/// <summary>Which options can act under which method: one row an option. An option that was changed and cannot act is an error.</summary>
internal static class MethodRules
{
    private const string NoContrast = "ContrastiveWeight is 0, so no token is selected and no view is drawn";
    private const string NoPolicy = "Objective.PolicyCoefficient is 0, so there is no policy loss";
    private const string NoMask = "Objective.PerceptionAware is none, so no masked view is run";
    private const string NoDivergence = "Objective.PerceptionAware.Gamma is 0, so there is no KL to the masked view";
    private const string AllTokens = "Perception.Rule is AllTokens, which takes every token";

    private static readonly (string Option, Func<Method, bool> CanAct, string Why)[] Rules =
    [
        ("Perception", method => method.IsContrastive, NoContrast),
        ("Gate", method => method.IsContrastive, NoContrast),
        ("ViewDraws", method => method.IsContrastive, NoContrast),
        ("Objective.Contrast", method => method.IsContrastive, NoContrast),
        ("Perturbations", method => method.IsContrastive || method.AugmentationProbability > 0, $"{NoContrast}, and AugmentationProbability is 0"),
        ("Perception.TopShare", method => method.Perception.Rule != PerceptionRule.AllTokens, AllTokens),
        ("Perception.Detector", method => method.Perception.Rule != PerceptionRule.AllTokens, AllTokens),
        ("Perception.RankPads", method => method.Perception.Rule == PerceptionRule.Synchronous, "it reproduces a defect of the synchronous rule, which Perception.Rule is not"),
        ("Objective.Policy", HasPolicy, NoPolicy),
        ("Objective.PolicyAggregation", HasPolicy, NoPolicy),
        ("TopEntropyShare", HasPolicy, NoPolicy),
        ("Advantage", method => HasPolicy(method) || (method.IsContrastive && method.Gate), $"{NoPolicy}, and no gate looks at advantages"),
        ("Objective.KlEstimator", method => method.ReferenceWeight > 0, "ReferenceWeight is 0, so there is no KL to the reference"),
        ("Objective.RegularizerAggregation", HasRegularizer, "neither KL nor contrastive loss nor PAPO is in the loss"),
        ("MaskedView", method => method.UsesMask, NoMask),
        ("Objective.PerceptionAware.Estimator", HasDivergence, NoDivergence),
        ("Objective.PerceptionAware.TopShare", HasDivergence, NoDivergence),
        ("Objective.PerceptionAware.Clip", HasDivergence, NoDivergence),
        ("Objective.PerceptionAware.TrainMaskedBranch", method => method.UsesMask, "both its weights, Objective.PerceptionAware.Gamma and .MaskedEntropy, are 0"),
        ("Advantage.Epsilon", method => method.Advantage is not (GroupAdvantageEstimator { DivideByDeviation: false } or TrlAdvantageEstimator { Scaling: RewardScaling.None }), "the advantage is not divided by a deviation"),
        ("Objective.PolicyAggregation.ConstantLength", method => method.Objective.PolicyAggregation.Mode == AggregationMode.SequenceMeanTokenSumNorm, "Objective.PolicyAggregation.Mode divides by no constant length"),
        ("Objective.RegularizerAggregation.ConstantLength", method => method.Objective.RegularizerAggregation.Mode == AggregationMode.SequenceMeanTokenSumNorm, "Objective.RegularizerAggregation.Mode divides by no constant length"),
    ];

    /// <summary>Refuses the first option that was changed and cannot act.</summary>
    /// <exception cref="CppoException">With the option, the reason and the way out.</exception>
    public static void Check(Method method)
    {
        foreach (var (option, canAct, why) in Rules)
        {
            if (canAct(method) || !IsChanged(method, option)) continue;
            throw new CppoException(
                $"The option {option} cannot act under the method {method.Name}: {why}.",
                $"Leave {option} as it is by default, or change what keeps it from acting.");
        }

        if (method.Objective.PerceptionAware is { Gamma: 0, MaskedEntropy: 0, OriginalEntropy: 0 })
        {
            throw new CppoException(
                "PAPO's terms are asked for, but all their weights are 0.", "Give Objective.PerceptionAware.Gamma a value, or set Objective.PerceptionAware to none.");
        }
    }

    private static bool HasPolicy(Method method) => method.Objective.PolicyCoefficient != 0;

    private static bool HasDivergence(Method method) => method.Objective.PerceptionAware is { Gamma: not 0 };

    private static bool HasRegularizer(Method method) =>
        method.ReferenceWeight > 0 || method.IsContrastive || method.Objective.PerceptionAware is not null;

    // Compared with what a new record of the same type has there.
    private static bool IsChanged(Method method, string option)
    {
        if (OptionTree.Find(method, option) is not { } slot) return false; // another kind of loss or estimator, which has no such option
        int dot = option.LastIndexOf('.');
        object owner = dot < 0 ? method : OptionTree.Find(method, option[..dot])!.Value.Value!;
        object? usual = owner.GetType().GetConstructor(Type.EmptyTypes)?.Invoke(null);
        return !OptionTree.Same(OptionTree.Child(usual, slot.Name)?.Value, slot.Value);
    }
}
