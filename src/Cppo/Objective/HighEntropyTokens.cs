using Cppo.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Objective;

/// <summary>
/// "80/20" (arXiv 2506.01939): the policy loss of the tokens with the highest entropies only. The threshold is the quantile over all
/// response tokens of the mini-batch (interpolated linearly, as in TRL's top_entropy_quantile). The other tokens' loss is 0, but they stay
/// in the denominator of the aggregation, as in the paper and in TRL.
/// </summary>
public static class HighEntropyTokens
{
    /// <summary>The entropy from which on a token takes part.</summary>
    /// <param name="entropies">[R, T] of the whole mini-batch, nats.</param>
    /// <param name="responseMask">[R, T], not 0 where a response token is.</param>
    /// <param name="share">The share of the tokens to keep, above 0 and below 1. Paper: 0.2.</param>
    /// <returns>Nats; minus infinity where there is no token.</returns>
    /// <exception cref="CppoException">The share is outside its range.</exception>
    public static double Threshold(Tensor entropies, Tensor responseMask, double share)
    {
        if (!(share is > 0 and < 1))
        {
            throw new CppoException(
                $"The share of high-entropy tokens is {share}.", "Give a share above 0 and below 1 (the paper uses 0.2), or leave it out for all tokens.");
        }

        ResponseMask.RequireSame(entropies, "entropies", responseMask, "response mask");
        using DisposeScope scope = NewDisposeScope();
        using IDisposable still = no_grad();
        Tensor sorted = entropies.masked_select(ResponseMask.Boolean(responseMask)).to_type(ScalarType.Float64).sort().Values;
        if (sorted.numel() == 0) return double.NegativeInfinity;

        // Not torch.quantile: it refuses more than 16 million tokens.
        double place = (1 - share) * (sorted.numel() - 1);
        long below = (long)Math.Floor(place);
        double low = sorted[below].item<double>(), high = sorted[Math.Min(below + 1, sorted.numel() - 1)].item<double>();
        return low + ((high - low) * (place - below));
    }

    /// <summary>Weights for <see cref="Policy.PolicyInputs.Weights"/>: 1 at or above the threshold, else 0.</summary>
    /// <param name="entropies">[R, T] of a micro-batch, nats.</param>
    /// <param name="threshold">Of the mini-batch, nats.</param>
    /// <returns>[R, T], without gradient.</returns>
    public static Tensor Weights(Tensor entropies, double threshold)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable still = no_grad();
        return entropies.to_type(ScalarType.Float64).ge(threshold).to_type(entropies.dtype).MoveToOuterDisposeScope();
    }
}
