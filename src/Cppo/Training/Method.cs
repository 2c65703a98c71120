using Cppo.Objective;
using Cppo.Perturbations;
using Cppo.Rewards;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Training.Collection;
using Cppo.Training.Optimization;
using Cppo.Training.Options;

namespace Cppo.Training;

/// <summary>
/// Every choice that one training step depends on. Presets are starting points: <c>Method.Cppo with { ContrastiveWeight = 0.05 }</c>.
/// Defaults are the paper's (arXiv 2601.00501, section 4.1, synchronous recipe).
/// </summary>
public sealed partial record Method
{
    /// <summary>The name that views and run directories show.</summary>
    public string Name { get; init; } = "CPPO, sync rule";

    /// <summary>The preset that it started from, by its name in <see cref="Methods"/>; <see cref="MethodOptions.Changes"/> is relative to it.</summary>
    public string Preset { get; private init; } = "cppo";

    /// <summary>How responses are drawn; its seed and step are set by the step itself.</summary>
    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>How responses are scored. Paper: 0.9 accuracy + 0.1 format, accuracy by the reference grader.</summary>
    public IRewardFunction Reward { get; init; } = WeightedReward.Paper(new ReferenceGrader());

    /// <summary>The perturbations that views are drawn from.</summary>
    public PerturbationSet Perturbations { get; init; } = PerturbationSet.Paper;

    /// <summary>How often a sample's views are drawn.</summary>
    public ViewDraws ViewDraws { get; init; } = ViewDraws.EveryStep;

    /// <summary>
    /// How likely a prompt's pictures are replaced by a preserving view before anything else, rollout included: augmentation, the
    /// baseline that a claim of robustness has to beat. 0: never.
    /// </summary>
    public double AugmentationProbability { get; init; }

    /// <summary>How perception tokens are found: rule, share p (paper: 0.5) and detector.</summary>
    public PerceptionOptions Perception { get; init; } = PerceptionOptions.Synchronous;

    /// <summary>Only tokens of responses with a positive advantage enter the contrastive term.</summary>
    public bool Gate { get; init; } = true;

    /// <summary>How rewards of a group become advantages. Paper: GRPO's, std unbiased, epsilon 1e-6.</summary>
    public AdvantageEstimator Advantage { get; init; } = AdvantageEstimator.Grpo;

    /// <summary>The terms of the loss: policy loss, KL to the reference, contrastive loss, and how each becomes one number.</summary>
    public ObjectiveOptions Objective { get; init; } = new();

    /// <summary>
    /// Only the share of the batch's tokens with the highest entropies enters the policy loss (<see cref="HighEntropyTokens"/>; "80/20": 0.2);
    /// null: all.
    /// </summary>
    public double? TopEntropyShare { get; init; }

    /// <summary>What PAPO's masked view is made by.</summary>
    public PatchMasking MaskedView { get; init; } = new();

    /// <summary>Beta, the weight of the KL to the reference policy; 0 leaves the reference out. Paper: 0.01.</summary>
    public double ReferenceWeight
    {
        get => Objective.KlCoefficient;
        init => Objective = Objective with { KlCoefficient = value };
    }

    /// <summary>Lambda, the weight of the contrastive perception loss; 0 leaves the views out. Paper: 0.01.</summary>
    public double ContrastiveWeight
    {
        get => Objective.ContrastCoefficient;
        init => Objective = Objective with { ContrastCoefficient = value };
    }

    /// <summary>
    /// Steps between the drawing of a batch and the learning from it, as in the asynchronous recipe; 0: none. The first step draws so many
    /// batches ahead. Needs a policy loss that knows that the responses are another policy's.
    /// </summary>
    public int Staleness { get; init; }

    /// <summary>Drops groups without signal and draws more prompts; null: all groups stay.</summary>
    public DynamicSampling? DynamicSampling { get; init; }

    /// <summary>How a batch becomes updates: epochs, mini-batches, pieces. Default: one update with all of it.</summary>
    public UpdateOptions Updates { get; init; } = new();

    /// <summary>AdamW's options and gradient clipping. Paper: gradient norm at most 1.</summary>
    public AdamWOptions Optimizer { get; init; } = new() { MeasureStepLength = true };

    /// <summary>The learning rate. Paper: 1e-6 for 3B and 7B; the shipped models learn at 4e-5 to 1e-4.</summary>
    public double LearningRate { get; init; } = 1e-6;

    /// <summary>The learning rate of each step as a share of <see cref="LearningRate"/>.</summary>
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Constant;

    /// <summary>Whether the method uses perturbed views at all.</summary>
    public bool IsContrastive => ContrastiveWeight != 0;

    /// <summary>Whether PAPO's masked view is run at all.</summary>
    internal bool UsesMask => Objective.PerceptionAware is { } aware && (aware.Gamma != 0 || aware.MaskedEntropy != 0);

    /// <summary>The objective with the longest response as constant length where an aggregation divides by one and names none (verl: the padded length).</summary>
    internal ObjectiveOptions Terms
    {
        get
        {
            Aggregation Constant(Aggregation one) => one is { Mode: AggregationMode.SequenceMeanTokenSumNorm, ConstantLength: null }
                ? one with { ConstantLength = Sampling.MaxNewTokens } : one;
            return Objective with
            {
                PolicyAggregation = Constant(Objective.PolicyAggregation), RegularizerAggregation = Constant(Objective.RegularizerAggregation),
            };
        }
    }

    /// <summary>The rule that selects tokens, in words.</summary>
    internal string RuleInWords
    {
        get
        {
            string rule = Perception.Rule switch
            {
                PerceptionRule.Synchronous => "sync",
                PerceptionRule.Asynchronous => "async",
                PerceptionRule.FixedShare => "fixed share",
                _ => "all tokens",
            };
            return FormattableString.Invariant($"{rule}, p = {Perception.TopShare}, {(Gate ? "gate A > 0" : "no gate")}");
        }
    }

    /// <summary>The contrastive loss, in words.</summary>
    internal string ContrastInWords => FormattableString.Invariant(
        $"{Objective.Contrast.Estimator.Estimator.ToString().ToLowerInvariant()}, τ = {Objective.Contrast.Temperature}");

    /// <summary>Refuses options that are out of their range, and those that cannot act, rather than ignoring them.</summary>
    /// <exception cref="CppoException">An option is out of its range or has no effect under this method.</exception>
    public void Validate()
    {
        MethodRanges.Check(this);
        MethodRules.Check(this);
        Updates.Validate(Objective);
        CollectionRules.Check(this);
    }

    /// <summary>The same options as a preset of its own.</summary>
    internal Method AsPreset(string preset, string name) => this with { Preset = preset, Name = name };
}
