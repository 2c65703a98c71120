using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Objective.Policy;

/// <summary>The policy loss of each token and what happened to it. Tensors [R, T] belong to the caller's dispose scope.</summary>
public sealed record PolicyLossResult
{
    /// <summary>Loss, with gradient; positions outside the response hold no meaning.</summary>
    public required Tensor Loss { get; init; }

    /// <summary>Importance ratio rho, with gradient.</summary>
    public required Tensor Ratio { get; init; }

    /// <summary>Bool: the clip decided the loss of this token.</summary>
    public required Tensor Clipped { get; init; }

    /// <summary>Bool: the dual clip decided it.</summary>
    public required Tensor DualClipped { get; init; }

    /// <summary>lp - old, detached, clamped as the ratio's options say for tokens.</summary>
    public required Tensor LogRatio { get; init; }

    /// <summary>The decoupled loss's weight exp(proximal - old), 0 where it was dropped; null for the others.</summary>
    public Tensor? BehaviourWeight { get; init; }

    /// <summary>Moves all tensors to the enclosing dispose scope.</summary>
    internal PolicyLossResult MoveToOuterDisposeScope() => this with
    {
        Loss = Loss.MoveToOuterDisposeScope(),
        Ratio = Ratio.MoveToOuterDisposeScope(),
        Clipped = Clipped.MoveToOuterDisposeScope(),
        DualClipped = DualClipped.MoveToOuterDisposeScope(),
        LogRatio = LogRatio.MoveToOuterDisposeScope(),
        BehaviourWeight = BehaviourWeight?.MoveToOuterDisposeScope(),
    };

    /// <summary>The metrics that verl reports; masked means with count + 1e-8.</summary>
    /// <param name="advantages">[R] or [R, T].</param>
    /// <param name="responseMask">[R, T], not 0 where a response token is.</param>
    public PolicyMetrics Metrics(Tensor advantages, Tensor responseMask)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable still = no_grad();
        Tensor mask = ResponseMask.Boolean(responseMask);
        Tensor signed = ResponseMask.PerToken(advantages, LogRatio);
        Tensor[] sums =
        [
            mask.sum(),
            (Clipped & mask).sum(),
            (Clipped & mask & signed.lt(0)).sum(),
            (Clipped & mask & signed.gt(0)).sum(),
            (DualClipped & mask).sum(),
            ResponseMask.Only(LogRatio, mask).sum(),
        ];
        double[] values = stack([.. sums.Select(sum => sum.to_type(ScalarType.Float64))]).cpu().data<double>().ToArray();
        double count = values[0] + 1e-8;
        return new(
            (long)values[0], values[1] / count, values[2] / count, values[3] / count, values[4] / count, -values[5] / count);
    }
}

/// <summary>Numbers that describe an update.</summary>
/// <param name="Tokens">Response tokens that they are means over.</param>
/// <param name="ClipFraction">Share whose loss the clip decided (verl "pg_clipfrac").</param>
/// <param name="ClipFractionLow">Of these, tokens with A &lt; 0, clipped from below (TRL "clip_ratio/low_mean").</param>
/// <param name="ClipFractionHigh">Of these, tokens with A &gt; 0, clipped from above.</param>
/// <param name="DualClipFraction">Share that the dual clip decided (verl "pg_clipfrac_lower").</param>
/// <param name="ApproximateKl">Mean of -(lp - old), nats (verl "ppo_kl").</param>
public readonly record struct PolicyMetrics(
    long Tokens,
    double ClipFraction,
    double ClipFractionLow,
    double ClipFractionHigh,
    double DualClipFraction,
    double ApproximateKl)
{
    /// <summary>The metrics of two parts of a batch.</summary>
    public static PolicyMetrics operator +(PolicyMetrics left, PolicyMetrics right)
    {
        double count = left.Tokens + right.Tokens + 1e-8;
        double Mean(double a, double b) => ((a * (left.Tokens + 1e-8)) + (b * (right.Tokens + 1e-8))) / count;
        return new(
            left.Tokens + right.Tokens,
            Mean(left.ClipFraction, right.ClipFraction),
            Mean(left.ClipFractionLow, right.ClipFractionLow),
            Mean(left.ClipFractionHigh, right.ClipFractionHigh),
            Mean(left.DualClipFraction, right.DualClipFraction),
            Mean(left.ApproximateKl, right.ApproximateKl));
    }
}
