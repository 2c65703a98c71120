using static TorchSharp.torch;

namespace Cppo.Models;

/// <summary>What the model thinks of R responses, token by token. Right-padded; zero at padding.</summary>
/// <param name="LogProbabilities">[R, T], of the responses' tokens at the temperature, nats.</param>
/// <param name="Entropies">[R, T], over the whole vocabulary at the temperature, nats.</param>
/// <param name="Mask">[R, T], 1 at tokens and 0 at padding, of the same type.</param>
/// <param name="Alternatives">The likeliest tokens at every place, if they were asked for.</param>
public sealed record ResponseScores(Tensor LogProbabilities, Tensor Entropies, Tensor Mask, TokenAlternatives? Alternatives) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        LogProbabilities.Dispose();
        Entropies.Dispose();
        Mask.Dispose();
        Alternatives?.Dispose();
    }
}

/// <summary>The k likeliest tokens at every place of R responses, the likeliest first. Without gradient.</summary>
/// <param name="Ids">[R, T, k], int64; zero at padding.</param>
/// <param name="Probabilities">[R, T, k], at the temperature; zero at padding.</param>
public sealed record TokenAlternatives(Tensor Ids, Tensor Probabilities) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Ids.Dispose();
        Probabilities.Dispose();
    }
}
