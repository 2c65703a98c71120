using Cppo.Objective;
using Cppo.Objective.Detectors;
using Cppo.Objective.Policy;
using Cppo.Perturbations;
using Cppo.Rewards;
using Cppo.Training.Optimization;

namespace Cppo.Training.Options;

/// <summary>The values of options that are chosen by name: the closed sets of the objective, the perturbations and the rewards.</summary>
internal static class NamedValues
{
    private static readonly Dictionary<Type, (string Name, object Value)[]> Sets = new()
    {
        [typeof(PolicyLoss)] =
        [
            ("vanilla", PolicyLoss.Vanilla), ("clip-higher", PolicyLoss.ClipHigher), ("dr-grpo", PolicyLoss.DrGrpo), ("gspo", PolicyLoss.Gspo),
            ("cispo", PolicyLoss.Cispo), ("sapo", PolicyLoss.Sapo), ("decoupled", PolicyLoss.Decoupled),
        ],
        [typeof(ImportanceRatio)] =
        [
            ("verl", ImportanceRatio.Verl), ("verl-sequence", ImportanceRatio.VerlSequence), ("unbounded", ImportanceRatio.Unbounded),
            ("sequence", new ImportanceRatio(RatioLevel.Sequence)),
        ],
        [typeof(AdvantageEstimator)] =
        [
            ("grpo", AdvantageEstimator.Grpo), ("dr-grpo", AdvantageEstimator.DrGrpo), ("rloo", AdvantageEstimator.LeaveOneOut),
            ("trl", AdvantageEstimator.Trl), ("areal", AdvantageEstimator.Areal), ("reinforce++", new WhitenedBaselineAdvantageEstimator()),
        ],
        [typeof(ArealNormalization)] =
        [
            ("group", new ArealNormalization(StatisticLevel.Group, StatisticLevel.Group)),
            ("batch", new ArealNormalization(StatisticLevel.Batch, StatisticLevel.Batch)),
        ],
        [typeof(KullbackLeibler)] =
        [
            ("low-variance", KullbackLeibler.LowVariance), ("clamped-k1", KullbackLeibler.ClampedK1),
            ("k1", new KullbackLeibler(KullbackLeiblerEstimator.K1)), ("k2", new KullbackLeibler(KullbackLeiblerEstimator.K2)),
            ("k3", KullbackLeibler.UnclampedK3), ("absolute", new KullbackLeibler(KullbackLeiblerEstimator.Absolute)),
        ],
        [typeof(Aggregation)] =
        [
            ("token-mean", Aggregation.TokenMean), ("seq-mean-token-mean", new Aggregation(AggregationMode.SequenceMeanTokenMean)),
            ("seq-mean-token-sum", new Aggregation(AggregationMode.SequenceMeanTokenSum)),
            ("seq-mean-token-sum-norm", new Aggregation(AggregationMode.SequenceMeanTokenSumNorm)),
            ("token-sum", new Aggregation(AggregationMode.TokenSum)), ("recipe-token-mean", Aggregation.RecipeTokenMean),
        ],
        [typeof(ContrastivePerceptionLoss)] =
            [("synchronous", ContrastivePerceptionLoss.Synchronous), ("asynchronous", ContrastivePerceptionLoss.Asynchronous)],
        [typeof(PerceptionOptions)] = [("synchronous", PerceptionOptions.Synchronous), ("asynchronous", PerceptionOptions.Asynchronous)],
        [typeof(PerceptionAwareLoss)] = [("papo", PerceptionAwareLoss.DoubleEntropy), ("divergence", new PerceptionAwareLoss())],
        [typeof(IPerceptionDetector)] =
        [
            ("relative-shift", new RelativeShiftDetector()), ("relative-shift-floor", new RelativeShiftDetector(0.1)),
            ("absolute-shift", new AbsoluteShiftDetector()), ("divergence", new DivergenceDetector()),
            ("log-probability-drop", new LogProbabilityDropDetector()), ("entropy", new EntropyDetector()),
            ("lowest-shift", new LowestShiftDetector()), ("oracle", new OracleDetector()), ("random", new RandomDetector()),
        ],
        [typeof(DynamicSampling)] = [("dapo", new DynamicSampling())],
        [typeof(LearningRateSchedule)] =
        [
            ("constant", LearningRateSchedule.Constant), ("linear", new LinearSchedule(100)), ("linear-decay", new LinearDecaySchedule(100)),
            ("cosine", new CosineSchedule(100)), ("warm-up-stable-decay", new WarmUpStableDecaySchedule(100)), // then Schedule.Total
        ],
        [typeof(IRewardFunction)] = [("paper", WeightedReward.Paper()), ("fair", WeightedReward.Paper(new FairGrader())), ("exact", WeightedReward.Paper(new ExactGrader()))],
        [typeof(PerturbationSet)] = [.. PerturbationSet.All.Select(set => (set.Name, (object)set))],
    };

    /// <summary>The names and values of a type; empty where its values have no names.</summary>
    public static IReadOnlyList<(string Name, object Value)> Of(Type type) => Sets.GetValueOrDefault(type) ?? [];
}
