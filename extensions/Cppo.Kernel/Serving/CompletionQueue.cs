using Cppo.Models;
using Cppo.Rollouts;
using Cppo.Runtime;

namespace Cppo.Kernel.Serving;

/// <summary>
/// Answers requests on one thread, because a policy takes one at a time: whatever waits and can share a batch is answered in one. A row
/// draws from the stream of its request's seed, so its answer does not depend on who is asked beside it.
/// </summary>
internal sealed class CompletionQueue : IDisposable
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim arrivals = new(0);
    private readonly LinkedList<PendingCompletion> waiting = [];
    private readonly CancellationTokenSource stopping = new();
    private readonly Policy policy;
    private readonly int rowsAtOnce, mostWaiting;
    private readonly ServerCounts counts;
    private readonly Thread worker;
    private ulong unseeded;
    private bool stopped;

    /// <param name="policy">Whom to ask; used by the queue's thread alone until it is disposed of.</param>
    /// <param name="rowsAtOnce">Responses in a batch; a single request may have more.</param>
    /// <param name="mostWaiting">Requests beyond it are told to come later.</param>
    /// <param name="counts">Counts batches.</param>
    public CompletionQueue(Policy policy, int rowsAtOnce, int mostWaiting, ServerCounts counts)
    {
        (this.policy, this.rowsAtOnce, this.mostWaiting, this.counts) = (policy, rowsAtOnce, mostWaiting, counts);
        unseeded = (ulong)DateTime.UtcNow.Ticks;
        worker = new(Work) { IsBackground = true, Name = "cppo serve" };
        worker.Start();
    }

    /// <summary>Puts a request in line.</summary>
    /// <exception cref="RequestException">The line is full.</exception>
    public PendingCompletion Add(CompletionRequest request, CancellationToken aborted)
    {
        PendingCompletion pending = new(request, aborted);
        lock (gate)
        {
            if (stopped) throw Stopped();
            if (waiting.Count >= mostWaiting) throw new RequestException(429, $"{waiting.Count} requests are waiting already; ask again in a second.", code: "queue_full");
            waiting.AddLast(pending);
            arrivals.Release();
        }

        return pending;
    }

    private void Work()
    {
        try
        {
            while (true)
            {
                arrivals.Wait(stopping.Token);
                PendingCompletion[] batch = Take();
                if (batch.Length > 0) Answer(batch);
            }
        }
        catch (OperationCanceledException)
        {
            lock (gate)
            {
                stopped = true;
                foreach (PendingCompletion pending in waiting) pending.Fail(Stopped());
            }
        }
    }

    private static RequestException Stopped() => new(503, "The server is being shut down.");

    // The first in line and all who fit to it.
    private PendingCompletion[] Take()
    {
        lock (gate)
        {
            List<PendingCompletion> batch = [];
            int rows = 0;
            for (LinkedListNode<PendingCompletion>? node = waiting.First, next; node is not null; node = next)
            {
                next = node.Next;
                PendingCompletion pending = node.Value;
                int wanted = pending.Request.Sampling.GroupSize;
                bool gone = pending.Aborted.IsCancellationRequested;
                if (!gone && batch.Count > 0 && (batch[0].Request.BatchKey != pending.Request.BatchKey || rows + wanted > rowsAtOnce)) continue;
                waiting.Remove(node);
                if (gone)
                {
                    pending.Fail(new OperationCanceledException(pending.Aborted));
                    continue;
                }

                batch.Add(pending);
                rows += wanted;
            }

            return [.. batch];
        }
    }

    private void Answer(PendingCompletion[] batch)
    {
        List<(PendingCompletion Pending, EncodedPrompt Prompt)> asked = [];
        foreach (PendingCompletion pending in batch)
        {
            try
            {
                asked.Add((pending, policy.EncodePrompt(pending.Request.Turns, pending.Request.Pictures)));
            }
            catch (CppoException error)
            {
                pending.Fail(new RequestException(400, $"{error.Message} {error.Advice}", "messages"));
            }
        }

        if (asked.Count == 0) return;
        try
        {
            counts.Batch();
            Generate(asked);
        }
        catch (OperationCanceledException)
        {
            foreach ((PendingCompletion pending, _) in asked) pending.Fail(Stopped());
        }
        catch (Exception error)
        {
            foreach ((PendingCompletion pending, _) in asked) pending.Fail(error);
        }
    }

    private void Generate(List<(PendingCompletion Pending, EncodedPrompt Prompt)> asked)
    {
        using CancellationTokenSource unwanted = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        int listening = asked.Count;
        using Registrations registrations = new(asked.Select(one => one.Pending.Aborted.Register(() =>
        {
            if (Interlocked.Decrement(ref listening) == 0) unwanted.Cancel();
        })));
        // The sample's id is the address of its stream: requests of different seeds share a batch.
        Sample[] samples = [.. asked.Select(one => new Sample(one.Pending.Request.Seed ?? unseeded++, one.Pending.Request.Pictures, "", ""))];
        EncodedPrompt[] prompts = [.. asked.Select(one => one.Prompt)];
        bool anyStreams = asked.Any(one => one.Pending.Request.Streams);
        IReadOnlyList<RolloutGroup> groups = Sampler.Generate(
            policy, samples, prompts, asked[0].Pending.Request.Sampling, anyStreams ? token => asked[token.Sample].Pending.Tokens.Writer.TryWrite(token) : null, unwanted.Token);
        for (int i = 0; i < asked.Count; i++)
        {
            CompletionRequest request = asked[i].Pending.Request;
            IReadOnlyList<Response> responses = groups[i].Responses;
            asked[i].Pending.Complete(new(
                prompts[i].Ids.Count,
                responses,
                request.Alternatives > 0 ? TokenChoices.Of(policy, prompts[i], responses, request.Sampling.Temperature, request.Alternatives) : []));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stopping.Cancel();
        worker.Join();
        arrivals.Dispose();
        stopping.Dispose();
    }

    private sealed class Registrations(IEnumerable<CancellationTokenRegistration> all) : IDisposable
    {
        private readonly CancellationTokenRegistration[] all = [.. all];

        public void Dispose()
        {
            foreach (CancellationTokenRegistration one in all) one.Dispose();
        }
    }
}
