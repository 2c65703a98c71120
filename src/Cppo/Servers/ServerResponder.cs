using Cppo.Rollouts;
using Cppo.Runtime;
using Microsoft.Extensions.AI;

namespace Cppo.Servers;

/// <summary>
/// A model behind a server: vLLM, SGLang, <c>cppo serve</c>, OpenAI, or any client of Microsoft.Extensions.AI. Every response is a request of
/// its own, with a seed of its own. What passes (429, 408, 5xx, a cut connection, a timeout) is asked again after growing waits; a sample
/// that cannot be answered comes back as a group without responses that says why (<see cref="RolloutGroup.Failure"/>), never as a guess.
/// </summary>
public sealed class ServerResponder : IResponder, IDisposable
{
    private readonly IChatClient client;
    private readonly ServerOptions options;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim slots;
    private readonly ServerCounts counts = new();

    /// <summary>Asks through a client, which stays the caller's to configure; it is disposed of with the responder.</summary>
    /// <param name="client">The client. It should not repeat requests or give up on them itself.</param>
    /// <param name="name">Its name in reports.</param>
    /// <param name="options">How patiently to ask; the defaults where null.</param>
    /// <param name="time">The clock of timeouts and waits; the system's where null.</param>
    /// <exception cref="CppoException">An option outside its range.</exception>
    public ServerResponder(IChatClient client, string name, ServerOptions? options = null, TimeProvider? time = null)
    {
        (this.client, Name, this.options, this.time) = (client, name, options ?? new(), time ?? TimeProvider.System);
        this.options.Require();
        slots = new(this.options.Concurrency);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>What became of the requests so far.</summary>
    public ServerStatistics Statistics => counts.Read();

    /// <summary>Asks an OpenAI-compatible server. Nothing is sent yet.</summary>
    /// <param name="address">"http://host:8000/v1".</param>
    /// <param name="model">The served model's name; also the responder's.</param>
    /// <param name="keyVariable">The environment variable that holds the key; no key where null.</param>
    /// <param name="options">How patiently to ask; the defaults where null.</param>
    /// <param name="time">The clock of timeouts and waits; the system's where null.</param>
    /// <exception cref="CppoException">The address is none, the variable is empty, or an option is outside its range.</exception>
    public static ServerResponder Connect(
        string address, string model, string? keyVariable = null, ServerOptions? options = null, TimeProvider? time = null) =>
        new(ServerConnection.Open(address, model, keyVariable), model, options, time);

    /// <inheritdoc/>
    /// <exception cref="ServerException">No sample can be answered: the key, the model or the address is refused, or too many samples failed in a row.</exception>
    public async Task<IReadOnlyList<RolloutGroup>> RespondAsync(
        IReadOnlyList<Sample> samples, SamplingOptions sampling, CancellationToken cancellation = default)
    {
        if (samples.Count == 0) throw new CppoException("There is no sample to respond to.", "Pass at least one.");
        sampling.Require();
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<RolloutGroup>[] groups = [.. samples.Select(sample => Task.Run(() => GroupAsync(sample, sampling, stop), CancellationToken.None))];
        try
        {
            return await Task.WhenAll(groups).ConfigureAwait(false);
        }
        catch (Exception) when (groups.Select(group => group.Exception?.InnerException).OfType<CppoException>().FirstOrDefault() is { } first)
        {
            throw first; // the others were stopped because of it
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        client.Dispose();
        slots.Dispose();
    }

    private async Task<RolloutGroup> GroupAsync(Sample sample, SamplingOptions sampling, CancellationTokenSource stop)
    {
        try
        {
            Lazy<IReadOnlyList<ChatMessage>> messages = new(() => ServerRequest.Messages(sample, options.SystemText));
            List<Task<Attempted>> rows = [];
            using CancellationTokenSource rest = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
            for (int row = 0; row < sampling.GroupSize; row++) rows.Add(RowAsync(sample.Id, row, messages, sampling, rest));
            Attempted[] attempted = await Task.WhenAll(rows).ConfigureAwait(false);
            stop.Token.ThrowIfCancellationRequested();
            ServerFailure? failure = attempted.Select(one => one.Failure).FirstOrDefault(one => one is not null);
            if (failure is null) return new(sample, [], [.. attempted.Select(one => one.Response!)]) { Sampling = sampling };
            if (counts.Failed() >= options.GiveUpAfter)
                throw new ServerException($"{Name}: {options.GiveUpAfter} samples in a row were not answered. The last: {failure.Problem}", failure.Advice);
            return new(sample, [], []) { Sampling = sampling, Failure = failure.Problem };
        }
        catch (CppoException)
        {
            await stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    // One response. When it fails for good, the sample's other rows need not be asked.
    private async Task<Attempted> RowAsync(
        ulong sample, int row, Lazy<IReadOnlyList<ChatMessage>> messages, SamplingOptions sampling, CancellationTokenSource rest)
    {
        try
        {
            await slots.WaitAsync(rest.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return default;
        }

        try
        {
            for (int attempt = 1; ; attempt++)
            {
                (Response? response, ServerFailure? failure) = await AttemptAsync(sample, row, messages.Value, sampling, rest.Token).ConfigureAwait(false);
                if (failure is null) return new(response, null);
                if (failure.Kind == FailureKind.OfServer)
                {
                    await rest.CancelAsync().ConfigureAwait(false);
                    throw new ServerException($"{Name}: {failure.Problem}", failure.Advice);
                }

                bool waitsTooLong = failure.RetryAfter > options.LongestRetryAfter;
                if (failure.Kind == FailureKind.OfSample || attempt == options.Attempts || waitsTooLong)
                {
                    await rest.CancelAsync().ConfigureAwait(false);
                    return new(null, failure with { Problem = Told(failure, attempt, waitsTooLong) });
                }

                counts.Repeated(failure.Cause);
                await Task.Delay(Wait(sample, row, attempt, failure.RetryAfter), time, rest.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (rest.IsCancellationRequested)
        {
            return default;
        }
        finally
        {
            slots.Release();
        }
    }

    private async Task<Attempted> AttemptAsync(
        ulong sample, int row, IReadOnlyList<ChatMessage> messages, SamplingOptions sampling, CancellationToken cancellation)
    {
        using CancellationTokenSource timeout = new(options.Timeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        counts.Sent();
        try
        {
            ChatOptions asked = ServerRequest.Options(sampling, sample, row, options.LogProbabilities);
            ChatResponse answer = await client.GetResponseAsync(messages, asked, either.Token).ConfigureAwait(false);
            Response response = ServerAnswer.Read(answer, sampling.MaxNewTokens);
            counts.Answered();
            return new(response, null);
        }
        catch (Exception error)
        {
            // A cut-off read can surface as anything once its token is cancelled.
            if (cancellation.IsCancellationRequested) throw new OperationCanceledException(cancellation);
            if (timeout.IsCancellationRequested || error is OperationCanceledException or TimeoutException) return new(null, ServerFailure.TimedOut(options.Timeout));
            if (ServerFailure.Of(error, time.GetUtcNow()) is { } failure) return new(null, failure);
            throw;
        }
        finally
        {
            counts.Over();
        }
    }

    private string Told(ServerFailure failure, int attempts, bool waitsTooLong)
    {
        if (waitsTooLong) return FormattableString.Invariant($"{failure.Problem} It asks to wait {failure.RetryAfter!.Value.TotalSeconds:0} s, longer than {options.LongestRetryAfter.TotalSeconds:0} s.");
        return attempts == 1 ? failure.Problem : $"{failure.Problem} ({attempts} attempts)";
    }

    // Exponential, with a random half left out; never before the server wants it.
    private TimeSpan Wait(ulong sample, int row, int attempt, TimeSpan? asked)
    {
        double doubled = Math.Min(options.FirstWait.TotalSeconds * Math.Pow(2, attempt - 1), options.LongestWait.TotalSeconds);
        TimeSpan own = TimeSpan.FromSeconds(doubled * new CounterRandom(options.Seed, "server wait", sample, (ulong)row, (ulong)attempt).Uniform(0.5, 1));
        return asked > own ? asked.Value : own;
    }

    private readonly record struct Attempted(Response? Response, ServerFailure? Failure);
}
