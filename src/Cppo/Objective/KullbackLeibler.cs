using Cppo.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Objective;

/// <summary>The per-token estimators of KL(a || b) from the log-probabilities of tokens sampled from a (Schulman 2020, "Approximating KL divergence").</summary>
public enum KullbackLeiblerEstimator
{
    /// <summary>a - b: unbiased, high variance, may be negative.</summary>
    K1,

    /// <summary>|a - b|.</summary>
    Absolute,

    /// <summary>(a - b)^2 / 2: its gradient is unbiased.</summary>
    K2,

    /// <summary>exp(b - a) - (b - a) - 1: "low variance", never negative.</summary>
    K3,
}

/// <summary>
/// An estimator with its bounds. A bound clamps and passes the gradient at and inside itself; outside the gradient is 0.
/// Paper: the KL to the reference policy and both terms of the contrastive loss (section 3).
/// </summary>
/// <param name="Estimator">The formula.</param>
public sealed record KullbackLeibler(KullbackLeiblerEstimator Estimator)
{
    /// <summary>The paper's scripts (verl "low_var_kl"): k3 of a difference clamped to +-20, result clamped to +-10. Dead where b - a is above about 2.61 or below about -11.</summary>
    public static KullbackLeibler LowVariance { get; } =
        new(KullbackLeiblerEstimator.K3) { DifferenceBound = 20, ValueBound = 10 };

    /// <summary>The asynchronous recipe (AReaL "k1"): a - b clamped to +-10.</summary>
    public static KullbackLeibler ClampedK1 { get; } = new(KullbackLeiblerEstimator.K1) { ValueBound = 10 };

    /// <summary>TRL: k3 without any clamp.</summary>
    public static KullbackLeibler UnclampedK3 { get; } = new(KullbackLeiblerEstimator.K3);

    /// <summary>The difference a - b is clamped to plus or minus this before the formula; null: not at all.</summary>
    public double? DifferenceBound { get; init; }

    /// <summary>The result is clamped to plus or minus this; null: not at all.</summary>
    public double? ValueBound { get; init; }

    /// <summary>Keep the value but take the gradient of k2 (verl's "k1+", "abs+", "k3+").</summary>
    public bool SquaredGradient { get; init; }

    /// <summary>The estimate for each token, nats.</summary>
    /// <param name="a">Log-probabilities under the distribution that sampled, any shape.</param>
    /// <param name="b">Log-probabilities of the same tokens under the other one, same shape.</param>
    /// <returns>Same shape, with gradients to a and b.</returns>
    public Tensor PerToken(Tensor a, Tensor b)
    {
        ResponseMask.RequireSame(a, "first log-probabilities", b, "second log-probabilities");
        using DisposeScope scope = NewDisposeScope();
        Tensor value = Value(a, b);
        if (SquaredGradient)
        {
            Tensor squared = (a - b).square() * 0.5;
            value = squared - squared.detach() + value.detach();
        }

        return value.MoveToOuterDisposeScope();
    }

    private Tensor Value(Tensor a, Tensor b)
    {
        Tensor difference = a - b;
        if (DifferenceBound is { } wide) difference = difference.clamp(-wide, wide);
        Tensor value = Estimator switch
        {
            KullbackLeiblerEstimator.K1 => difference,
            KullbackLeiblerEstimator.Absolute => difference.abs(),
            KullbackLeiblerEstimator.K2 => difference.square() * 0.5,
            KullbackLeiblerEstimator.K3 => difference.neg().exp() + difference - 1,
            _ => throw new CppoException($"There is no KL estimator {Estimator}.", "Use K1, Absolute, K2 or K3."),
        };
        return ValueBound is { } bound ? value.clamp(-bound, bound) : value;
    }
}
