using Cppo.Objective;
using Cppo.Objective.Detectors;
using Cppo.Objective.Policy;
using Cppo.Perturbations;

namespace Cppo.Training;

/// <content>
/// The methods that have a name. Neighbours of GRPO differ from it by what their paper changes; group size, sampling, reward and
/// learning rate stay, so that a comparison changes one thing.
/// </content>
public sealed partial record Method
{
    /// <summary>CPPO with the synchronous rule: the paper's scripts.</summary>
    public static Method Cppo { get; } = new();

    /// <summary>
    /// CPPO with the asynchronous recipe's losses and options: another algorithm, see <see cref="ContrastivePerceptionLoss.Asynchronous"/>. The
    /// recipe's rollouts are as old as its servers make them; here they are one step old (<see cref="Staleness"/>).
    /// </summary>
    public static Method CppoAsync { get; } = new()
    {
        Preset = "cppo-async",
        Name = "CPPO, async recipe",
        Sampling = new() { GroupSize = 4, MaxNewTokens = 512 },
        Perturbations = PerturbationSet.PaperAsync,
        ViewDraws = ViewDraws.OncePerSample,
        Perception = PerceptionOptions.Asynchronous,
        Advantage = AdvantageEstimator.Areal,
        Objective = new()
        {
            Policy = PolicyLoss.Decoupled,
            PolicyAggregation = new(Convention: AggregationConvention.Trl),
            KlCoefficient = 0,
            Contrast = ContrastivePerceptionLoss.Asynchronous,
        },
        Staleness = 1,
        LearningRate = 2e-6,
    };

    /// <summary>GRPO: the same step without the contrastive term, so no perturbed view is ever computed.</summary>
    public static Method Grpo { get; } = new() { Preset = "grpo", Name = "GRPO", ContrastiveWeight = 0 };

    /// <summary>DAPO (arXiv 2503.14476): clip-higher, token mean, no KL, dynamic sampling (the trainer needs a <see cref="PromptSource"/> with further rounds).</summary>
    public static Method Dapo { get; } = Grpo.AsPreset("dapo", "DAPO") with
    {
        Objective = Grpo.Objective with { Policy = PolicyLoss.ClipHigher, KlCoefficient = 0 },
        DynamicSampling = new(),
    };

    /// <summary>Dr. GRPO (arXiv 2503.20783): no division by the deviation, sums over a constant length (the longest response), no KL.</summary>
    public static Method DrGrpo { get; } = Grpo.AsPreset("dr-grpo", "Dr. GRPO") with
    {
        Advantage = AdvantageEstimator.DrGrpo,
        Objective = Grpo.Objective with
        {
            Policy = PolicyLoss.DrGrpo, PolicyAggregation = new(AggregationMode.SequenceMeanTokenSumNorm), KlCoefficient = 0,
        },
    };

    /// <summary>GSPO (arXiv 2507.18071): one importance ratio a sequence.</summary>
    public static Method Gspo { get; } = Grpo.AsPreset("gspo", "GSPO") with
    {
        Objective = Grpo.Objective with { Policy = PolicyLoss.Gspo, PolicyAggregation = new(AggregationMode.SequenceMeanTokenMean) },
    };

    /// <summary>CISPO (arXiv 2506.13585): clipped importance weights that keep every token's gradient; no KL.</summary>
    public static Method Cispo { get; } = Grpo.AsPreset("cispo", "CISPO") with
    {
        Objective = Grpo.Objective with { Policy = PolicyLoss.Cispo, KlCoefficient = 0 },
    };

    /// <summary>SAPO (arXiv 2511.20347): a soft gate in place of the clip.</summary>
    public static Method Sapo { get; } = Grpo.AsPreset("sapo", "SAPO") with
    {
        Objective = Grpo.Objective with { Policy = PolicyLoss.Sapo, PolicyAggregation = new(AggregationMode.SequenceMeanTokenMean) },
    };

    /// <summary>PAPO (arXiv 2507.06448): GRPO minus gamma KL to the masked picture, plus the double entropy loss.</summary>
    public static Method Papo { get; } = Grpo.AsPreset("papo", "PAPO") with
    {
        Objective = Grpo.Objective with { PerceptionAware = PerceptionAwareLoss.DoubleEntropy },
    };

    /// <summary>GRPO's step with RLOO's advantages (arXiv 2402.14740).</summary>
    public static Method Rloo { get; } = Grpo.AsPreset("rloo", "RLOO") with { Advantage = AdvantageEstimator.LeaveOneOut };

    /// <summary>"80/20" (arXiv 2506.01939): GRPO whose policy loss sees the 20 % of tokens with the highest entropies.</summary>
    public static Method TopEntropy { get; } = Grpo.AsPreset("top-entropy", "GRPO, top 20 % entropy") with { TopEntropyShare = 0.2 };

    /// <summary>GRPO on augmented pictures: a preserving view in place of the picture with probability 0.5, rollout and update alike.</summary>
    public static Method GrpoAugmented { get; } = Grpo.AsPreset("grpo-augmented", "GRPO, augmented") with { AugmentationProbability = 0.5 };

    /// <summary>Ablation: the contrastive loss alone, without policy loss. It can be hacked: lowering lp- without bound is the cheapest way down.</summary>
    public static Method CplAlone { get; } = Cppo.AsPreset("cpl-alone", "CPL alone") with
    {
        Objective = Cppo.Objective with { PolicyCoefficient = 0, ContrastCoefficient = 0.05 },
    };

    /// <summary>Ablation: the contrastive loss on every token of the gated responses.</summary>
    public static Method CppoAllTokens { get; } = Cppo.AsPreset("cppo-all-tokens", "CPPO, all tokens") with
    {
        Perception = new() { Rule = PerceptionRule.AllTokens },
    };

    /// <summary>Ablation: as many tokens as the rule selects, but random ones.</summary>
    public static Method CppoRandomTokens { get; } = Cppo.AsPreset("cppo-random", "CPPO, random tokens") with
    {
        Perception = new() { Detector = new RandomDetector { AsManyAs = new RelativeShiftDetector() } },
    };

    /// <summary>Ablation: the tokens whose entropy rises least or falls most.</summary>
    public static Method CppoLowestShift { get; } = Cppo.AsPreset("cppo-lowest-shift", "CPPO, lowest shift") with
    {
        Perception = new() { Detector = new LowestShiftDetector() },
    };

    /// <summary>Ablation: responses of any advantage enter the contrastive loss.</summary>
    public static Method CppoWithoutGate { get; } = Cppo.AsPreset("cppo-no-gate", "CPPO, no gate") with { Gate = false };

    /// <summary>Ablation: a fixed fifth of every response's tokens, however many of them depend on the picture.</summary>
    public static Method CppoFixedShare { get; } = Cppo.AsPreset("cppo-fixed-share", "CPPO, fixed share") with
    {
        Perception = new() { Rule = PerceptionRule.FixedShare, TopShare = 0.2 },
    };

    /// <summary>Ablation: the shift relative to Hr + 0.1 nats, so that a token that was certain and stays so cannot score high.</summary>
    public static Method CppoFloor { get; } = Cppo.AsPreset("cppo-floor", "CPPO, floor score") with
    {
        Perception = new() { Detector = new RelativeShiftDetector(0.1) },
    };

    /// <summary>Ablation: the true perception tokens, all of them; only worlds that know them can be trained on.</summary>
    public static Method CppoOracle { get; } = Cppo.AsPreset("cppo-oracle", "CPPO, true perception tokens") with
    {
        Perception = new() { Detector = new OracleDetector(), TopShare = 1 },
    };

    /// <summary>
    /// Ours: no cut at a share of the candidates; every token whose entropy rises counts as much as it rises, in nats
    /// (<see cref="PerceptionWeighting.Shift"/>). The grammar, half of what the paper's rule selects, loses its weight without a threshold.
    /// </summary>
    public static Method CppoWeighted { get; } = Cppo.AsPreset("cppo-weighted", "CPPO, weighted by shift") with
    {
        Perception = new() { TopShare = 1, Weighting = PerceptionWeighting.Shift },
    };

    /// <summary>Trains on a part of the paper's perturbations; evaluate on <see cref="PerturbationSet.PaperUnseen"/>.</summary>
    public static Method CppoHeldOut { get; } = Cppo.AsPreset("cppo-held-out", "CPPO, held-out perturbations") with
    {
        Perturbations = PerturbationSet.PaperSeen,
    };
}
