using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Models.Vision;

/// <summary>
/// Consecutive runs of rows that attend to each other and to nothing else. Runs of equal length are computed as one batch,
/// without padding and without a mask, however many pictures they come from.
/// </summary>
internal sealed class Segments : IDisposable
{
    private readonly List<(int Length, Tensor? Rows)> batches = []; // Rows: [count * Length], null where all rows are taken in order
    private readonly Tensor? restore; // [N]: where each row lies after the batches

    public Segments(IReadOnlyList<int> lengths, Device device)
    {
        int[] starts = new int[lengths.Count];
        for (int i = 1; i < starts.Length; i++) starts[i] = starts[i - 1] + lengths[i - 1];
        var groups = Enumerable.Range(0, starts.Length).GroupBy(i => lengths[i]).ToArray();
        if (groups.Length == 1)
        {
            batches.Add((groups[0].Key, null));
            return;
        }

        long[] place = new long[lengths.Sum()];
        long next = 0;
        foreach (IGrouping<int, int> group in groups)
        {
            long[] rows = [.. group.SelectMany(i => Enumerable.Range(starts[i], lengths[i])).Select(row => (long)row)];
            foreach (long row in rows) place[row] = next++;
            batches.Add((group.Key, tensor(rows, device: device).DetachFromDisposeScope()));
        }

        restore = tensor(place, device: device).DetachFromDisposeScope();
    }

    /// <summary>Softmax attention inside every segment.</summary>
    /// <param name="query">[N, H, D].</param>
    /// <param name="key">[N, H, D].</param>
    /// <param name="value">[N, H, D].</param>
    /// <returns>[N, H * D].</returns>
    public Tensor Attend(Tensor query, Tensor key, Tensor value)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] parts = new Tensor[batches.Count];
        for (int i = 0; i < parts.Length; i++)
        {
            (int length, Tensor? rows) = batches[i];
            Tensor attended = nn.functional.scaled_dot_product_attention(
                Batch(query, rows, length), Batch(key, rows, length), Batch(value, rows, length)); // [S, H, length, D]
            parts[i] = attended.transpose(1, 2).reshape(-1, query.shape[1] * query.shape[2]);
        }

        Tensor all = parts.Length == 1 ? parts[0] : cat(parts, 0).index_select(0, restore!);
        return all.MoveToOuterDisposeScope();
    }

    private static Tensor Batch(Tensor x, Tensor? rows, int length)
    {
        Tensor taken = rows is null ? x : x.index_select(0, rows);
        return taken.view(-1, length, x.shape[1], x.shape[2]).transpose(1, 2); // [S, H, length, D]
    }

    public void Dispose()
    {
        foreach ((_, Tensor? rows) in batches) rows?.Dispose();
        restore?.Dispose();
    }
}
