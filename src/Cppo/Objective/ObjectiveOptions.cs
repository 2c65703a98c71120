using Cppo.Objective.Policy;

namespace Cppo.Objective;

/// <summary>What the terms of a micro-batch are divided by.</summary>
public enum MicroBatchConvention
{
    /// <summary>Counts of the whole mini-batch: the loss does not depend on the split. Ours.</summary>
    MiniBatch,

    /// <summary>The published synchronous code: every term is a mean over its micro-batch, the sum is divided by the number of micro-batches.</summary>
    PublishedSynchronous,

    /// <summary>The published asynchronous code: each micro-batch weighs as its share of response tokens, so that only the contrastive term depends on the split.</summary>
    PublishedAsynchronous,
}

/// <summary>The terms of the loss (paper, section 3): policy + beta * KL + lambda * CPL, and PAPO's for comparison.</summary>
public sealed record ObjectiveOptions
{
    /// <summary>The policy loss.</summary>
    public PolicyLoss Policy { get; init; } = PolicyLoss.Vanilla;

    /// <summary>Aggregation of the policy loss.</summary>
    public Aggregation PolicyAggregation { get; init; } = Aggregation.TokenMean;

    /// <summary>Coefficient of the policy loss; 0 leaves it out (the ablation "CPL alone").</summary>
    public double PolicyCoefficient { get; init; } = 1;

    /// <summary>beta; 0 leaves the KL to the reference policy out. Paper: 0.01.</summary>
    public double KlCoefficient { get; init; } = 0.01;

    /// <summary>Estimator of the KL to the reference policy.</summary>
    public KullbackLeibler KlEstimator { get; init; } = KullbackLeibler.LowVariance;

    /// <summary>lambda; 0 leaves the contrastive loss out (GRPO). Paper: 0.01.</summary>
    public double ContrastCoefficient { get; init; } = 0.01;

    /// <summary>The contrastive loss.</summary>
    public ContrastivePerceptionLoss Contrast { get; init; } = ContrastivePerceptionLoss.Synchronous;

    /// <summary>PAPO's terms; null: none.</summary>
    public PerceptionAwareLoss? PerceptionAware { get; init; }

    /// <summary>Aggregation of every term but the policy's.</summary>
    public Aggregation RegularizerAggregation { get; init; } = Aggregation.RecipeTokenMean;

    /// <summary>How micro-batches are put together.</summary>
    public MicroBatchConvention MicroBatches { get; init; } = MicroBatchConvention.MiniBatch;
}
