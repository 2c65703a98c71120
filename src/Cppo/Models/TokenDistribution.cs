using Cppo.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Models;

/// <summary>
/// What a next-token distribution says about the tokens that were taken: their log-probabilities and its entropy, both of
/// softmax(logits / temperature), in nats. Differentiable in the logits.
/// </summary>
/// <param name="LogProbabilities">[...], of the taken tokens.</param>
/// <param name="Entropies">[...], over the whole vocabulary.</param>
public sealed record TokenDistribution(Tensor LogProbabilities, Tensor Entropies) : IDisposable
{
    /// <summary>
    /// Log-probabilities and entropies. Computed in float32 where the logits are of a shorter type. The entropy is
    /// logsumexp(z) - sum(softmax(z) z) with z = logits / temperature less the row's maximum (log_softmax subtracts it), so that
    /// a large common offset cannot cancel.
    /// </summary>
    /// <param name="logits">[..., V], finite.</param>
    /// <param name="tokens">[...], int64, each in 0..V-1.</param>
    /// <param name="temperature">Divides the logits; above 0.</param>
    /// <exception cref="CppoException">The temperature is not a positive number.</exception>
    public static TokenDistribution Of(Tensor logits, Tensor tokens, double temperature)
    {
        RequireTemperature(temperature);
        using DisposeScope scope = NewDisposeScope();
        return OfLogSoftmax(LogSoftmax(logits, temperature), tokens).MoveToOuterDisposeScope();
    }

    /// <summary>The same from log softmax(logits / temperature), [..., V].</summary>
    internal static TokenDistribution OfLogSoftmax(Tensor logSoftmax, Tensor tokens)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor taken = logSoftmax.gather(-1, tokens.unsqueeze(-1)).squeeze(-1); // [...]
        Tensor probabilities = logSoftmax.exp();
        Tensor weighed = logSoftmax.requires_grad ? probabilities * logSoftmax : probabilities.mul_(logSoftmax);
        return new TokenDistribution(taken, weighed.sum(-1).neg()).MoveToOuterDisposeScope();
    }

    /// <summary>log softmax(logits / temperature), [..., V], at least in float32. Lets go of what it needed between.</summary>
    internal static Tensor LogSoftmax(Tensor logits, double temperature)
    {
        using Tensor wide = logits.dtype is ScalarType.Float16 or ScalarType.BFloat16 ? logits.to_type(ScalarType.Float32) : logits.alias();
        if (temperature == 1.0) return special.log_softmax(wide, -1);
        using Tensor scaled = wide / temperature;
        return special.log_softmax(scaled, -1);
    }

    /// <summary>Refuses temperatures that no distribution has.</summary>
    internal static void RequireTemperature(double temperature)
    {
        if (temperature > 0 && double.IsFinite(temperature)) return;
        throw new CppoException(
            $"The temperature is {temperature}; it must be a positive number.",
            "Pass a temperature above 0 (the paper uses 1), or choose greedy decoding for the limit at 0.");
    }

    private TokenDistribution MoveToOuterDisposeScope() =>
        new(LogProbabilities.MoveToOuterDisposeScope(), Entropies.MoveToOuterDisposeScope());

    /// <inheritdoc/>
    public void Dispose()
    {
        LogProbabilities.Dispose();
        Entropies.Dispose();
    }
}
