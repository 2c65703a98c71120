using Cppo.Rollouts;
using Cppo.Runtime;
using static TorchSharp.torch;

namespace Cppo.Training.Collection;

/// <summary>
/// Batches that were drawn ahead and wait for their step: part of what a run goes on from. As named tensors they are one flat index (counts and
/// ids, see <see cref="Export"/>) and the tokens, log-probabilities and entropies of all responses in a row.
/// </summary>
internal sealed class PendingRollouts
{
    private const string Index = "index", Tokens = "tokens", LogProbabilities = "log_probabilities", Entropies = "entropies";
    private readonly SortedDictionary<int, PendingBatch> batches = [];

    /// <summary>The batch of a step.</summary>
    public PendingBatch this[int number] => batches[number];

    /// <summary>Whether the batch of a step is there.</summary>
    public bool Has(int number) => batches.ContainsKey(number);

    /// <summary>Takes a batch in.</summary>
    public void Add(DrawnBatch batch) => batches[batch.Number] = PendingBatch.Of(batch);

    /// <summary>Forgets batches whose steps are over.</summary>
    public void DropBefore(int number)
    {
        foreach (int past in batches.Keys.Where(each => each < number).ToArray()) batches.Remove(past);
    }

    /// <summary>All batches from a step on. The index counts the batches; then, for each, number, step of drawing, rounds, dropped groups and
    /// groups; for each group sample, round and responses; for each response tokens, entropies and stop reason.</summary>
    /// <param name="from">Batches of earlier steps are left out.</param>
    public IReadOnlyDictionary<string, Tensor> Export(int from)
    {
        PendingBatch[] waiting = [.. batches.Values.Where(batch => batch.Number >= from)];
        if (waiting.Length == 0) return new Dictionary<string, Tensor>();
        List<long> index = [waiting.Length];
        foreach (PendingBatch batch in waiting)
        {
            index.AddRange([batch.Number, batch.DrawnAt, batch.Rounds, batch.Dropped, batch.Groups.Count]);
            foreach (PendingGroup group in batch.Groups)
            {
                index.AddRange([(long)group.Sample, group.Round, group.Responses.Count]);
                foreach (PendingResponse response in group.Responses)
                    index.AddRange([response.Tokens.Length, response.Entropies.Length, (long)response.Stop]);
            }
        }

        PendingResponse[] all = [.. waiting.SelectMany(batch => batch.Groups).SelectMany(group => group.Responses)];
        return new Dictionary<string, Tensor>
        {
            [Index] = tensor(index.ToArray()),
            [Tokens] = tensor(all.SelectMany(response => response.Tokens).Select(id => (long)id).ToArray()),
            [LogProbabilities] = tensor(all.SelectMany(response => response.LogProbabilities).ToArray()),
            [Entropies] = tensor(all.SelectMany(response => response.Entropies).ToArray()),
        };
    }

    /// <summary>Takes up what <see cref="Export"/> gave; nothing where it gave nothing.</summary>
    public void Import(IReadOnlyDictionary<string, Tensor> state)
    {
        batches.Clear();
        if (state.Count == 0) return;
        Queue<long> index = new(Read<long>(state, Index));
        Queue<long> tokens = new(Read<long>(state, Tokens));
        Queue<float> logProbabilities = new(Read<float>(state, LogProbabilities)), entropies = new(Read<float>(state, Entropies));
        for (long left = index.Dequeue(); left > 0; left--)
        {
            (int number, int drawnAt, int rounds, int dropped, int groups) = (Next(), Next(), Next(), Next(), Next());
            batches[number] = new(number, drawnAt, rounds, dropped, [.. Enumerable.Range(0, groups).Select(_ => Group())]);
        }

        int Next() => (int)index.Dequeue();

        PendingGroup Group()
        {
            (ulong sample, int round, int responses) = ((ulong)index.Dequeue(), Next(), Next());
            return new(sample, round, [.. Enumerable.Range(0, responses).Select(_ => Response())]);
        }

        PendingResponse Response()
        {
            (int length, int measured, StopReason stop) = (Next(), Next(), (StopReason)Next());
            return new([.. Take(tokens, length).Select(id => (int)id)], Take(logProbabilities, length), Take(entropies, measured), stop);
        }
    }

    private static T[] Take<T>(Queue<T> from, int count) => [.. Enumerable.Range(0, count).Select(_ => from.Dequeue())];

    private static T[] Read<T>(IReadOnlyDictionary<string, Tensor> state, string name) where T : unmanaged
    {
        if (!state.TryGetValue(name, out Tensor? values))
            throw new CppoException($"The stored rollouts have no \"{name}\".", "Resume with the state that this very run wrote.");
        using Tensor host = values.cpu().contiguous();
        return host.data<T>().ToArray();
    }
}
