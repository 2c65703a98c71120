using System.Threading.Channels;
using Cppo.Rollouts;

namespace Cppo.Kernel.Serving;

/// <summary>A request that waits for its answer.</summary>
/// <param name="request">What is asked.</param>
/// <param name="aborted">Cancelled when nobody waits any more.</param>
internal sealed class PendingCompletion(CompletionRequest request, CancellationToken aborted)
{
    private readonly TaskCompletionSource<Completion> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What is asked.</summary>
    public CompletionRequest Request { get; } = request;

    /// <summary>Cancelled when nobody waits any more.</summary>
    public CancellationToken Aborted { get; } = aborted;

    /// <summary>The tokens as they come, for a request that streams; it ends before <see cref="Answer"/> does.</summary>
    public Channel<SampledToken> Tokens { get; } = Channel.CreateUnbounded<SampledToken>();

    /// <summary>The answer.</summary>
    public Task<Completion> Answer => answer.Task;

    /// <summary>Ends the waiting.</summary>
    public void Complete(Completion completion)
    {
        Tokens.Writer.TryComplete();
        answer.TrySetResult(completion);
    }

    /// <summary>Ends the waiting with an error.</summary>
    public void Fail(Exception error)
    {
        Tokens.Writer.TryComplete();
        answer.TrySetException(error);
    }
}

/// <summary>The answers to a request.</summary>
/// <param name="PromptTokens">Length of the prompt, picture tokens included.</param>
/// <param name="Responses">n of them.</param>
/// <param name="Alternatives">The likeliest tokens at every place of every response; empty where not asked for.</param>
internal sealed record Completion(int PromptTokens, IReadOnlyList<Response> Responses, IReadOnlyList<IReadOnlyList<IReadOnlyList<TokenChoice>>> Alternatives);

/// <summary>A token that could stand at a place.</summary>
/// <param name="Id">The token.</param>
/// <param name="LogProbability">Nats.</param>
internal readonly record struct TokenChoice(int Id, double LogProbability);
