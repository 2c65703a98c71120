using Cppo.Images;
using Cppo.Rollouts;
using Cppo.Text;

namespace Cppo.Kernel.Serving;

/// <summary>A request for chat completions, read and checked.</summary>
/// <param name="Turns">The conversation.</param>
/// <param name="Pictures">As many as the turns have places.</param>
/// <param name="Sampling">How to draw; n is the group size.</param>
internal sealed record CompletionRequest(IReadOnlyList<ChatTurn> Turns, IReadOnlyList<Picture> Pictures, SamplingOptions Sampling)
{
    /// <summary>The address of the random stream; null: one of the server's own.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Whether tokens are sent as they come.</summary>
    public bool Streams { get; init; }

    /// <summary>Whether a stream ends with the numbers of tokens.</summary>
    public bool StreamsUsage { get; init; }

    /// <summary>Whether log-probabilities are wanted.</summary>
    public bool LogProbabilities { get; init; }

    /// <summary>How many of the likeliest tokens are wanted at every place.</summary>
    public int Alternatives { get; init; }

    /// <summary>Requests of equal keys can be answered in one batch; the seed is not part of it, it belongs to the row.</summary>
    public string BatchKey => FormattableString.Invariant(
        $"{Sampling.Greedy} {Sampling.Temperature:R} {Sampling.TopK} {Sampling.TopP:R} {Sampling.MaxNewTokens} {Sampling.GroupSize} {Sampling.RepetitionPenalty:R} {string.Join(' ', Sampling.StopTokens)}\0{string.Join('\0', Sampling.StopStrings)}");
}
