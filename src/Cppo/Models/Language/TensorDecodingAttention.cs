using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Models.Language;

/// <summary>Decoding in libtorch's operations: any device, any type.</summary>
internal sealed class TensorDecodingAttention : DecodingAttention
{
    private readonly KeyValues[] prefix, own; // [P, K, L, D]; [A, K, capacity, D]
    private Tensor prefixMask; // [P, 1, 1, L]
    private long[] promptOf;
    private Tensor? slots, rowOfSlot; // [A], [P * G]: where rows lie in a grid of G rows a prompt; null where they fill it in order
    private long rowsPerPrompt, length;

    /// <param name="prefix">One for each layer, [P, K, L, D]; stays the caller's.</param>
    /// <param name="prefixValid">[P, L], true at the prompts' tokens.</param>
    /// <param name="promptOf">The prompt of each row, ascending.</param>
    public TensorDecodingAttention(IReadOnlyList<KeyValues> prefix, Tensor prefixValid, long[] promptOf)
    {
        using DisposeScope scope = NewDisposeScope();
        this.promptOf = promptOf;
        this.prefix = [.. prefix.Select(layer => Own(layer.Keys.contiguous(), layer.Values.contiguous()))];
        own = [.. prefix.Select(layer => Own(EmptyCache(layer.Keys), EmptyCache(layer.Keys)))];
        prefixMask = Additive(prefixValid, prefix[0].Keys.dtype).unsqueeze(1).unsqueeze(1).DetachFromDisposeScope();
        Arrange();
    }

    public override Tensor Attend(int layer, Tensor query, Tensor key, Tensor value)
    {
        using DisposeScope scope = NewDisposeScope();
        (KeyValues before, KeyValues cache) = (prefix[layer], own[layer]);
        (long rows, long heads, long size) = (query.shape[0], query.shape[2], query.shape[3]);
        (long keyHeads, long prefixLength) = (key.shape[2], before.Keys.shape[2]);
        long group = heads / keyHeads, prompts = before.Keys.shape[0];
        cache.Keys.narrow(2, length, 1).copy_(key.transpose(1, 2));
        cache.Values.narrow(2, length, 1).copy_(value.transpose(1, 2));

        Tensor asked = query.reshape(rows, keyHeads, group, size) / Math.Sqrt(size); // [A, K, H/K, D]
        Tensor grid = ToGrid(asked).view(prompts, rowsPerPrompt, keyHeads, group, size).transpose(1, 2)
            .reshape(prompts, keyHeads, rowsPerPrompt * group, size);
        Tensor toPrompt = matmul(grid, before.Keys.transpose(2, 3)).add_(prefixMask); // [P, K, G H/K, L]
        toPrompt = FromGrid(Ungroup(toPrompt, prompts, keyHeads, group)); // [A, K, H/K, L]
        Tensor toSelf = matmul(asked, cache.Keys.narrow(2, 0, length + 1).transpose(2, 3)); // [A, K, H/K, t + 1]
        Tensor weights = cat([toPrompt, toSelf], -1).softmax(-1, ScalarType.Float32).to_type(query.dtype);

        Tensor onPrompt = ToGrid(weights.narrow(3, 0, prefixLength)).view(prompts, rowsPerPrompt, keyHeads, group, prefixLength).transpose(1, 2)
            .reshape(prompts, keyHeads, rowsPerPrompt * group, prefixLength);
        Tensor fromPrompt = FromGrid(Ungroup(matmul(onPrompt, before.Values), prompts, keyHeads, group)); // [A, K, H/K, D]
        Tensor fromSelf = matmul(weights.narrow(3, prefixLength, length + 1), cache.Values.narrow(2, 0, length + 1));
        return (fromPrompt + fromSelf).reshape(rows, 1, heads * size).MoveToOuterDisposeScope();
    }

    public override void Advance()
    {
        length++;
        if (length < own[0].Keys.shape[2]) return;
        using DisposeScope scope = NewDisposeScope();
        Replace(own, cache => cat([cache, empty_like(cache)], 2));
    }

    public override void Keep(long[] rows)
    {
        using DisposeScope scope = NewDisposeScope();
        Device device = prefixMask.device;
        Tensor kept = tensor(rows, device: device);
        Replace(own, cache => cache.index_select(0, kept));
        promptOf = [.. rows.Select(row => promptOf[row])];
        long[] prompts = [.. promptOf.Distinct()];
        if (prompts.Length < prefix[0].Keys.shape[0])
        {
            Tensor alive = tensor(prompts, device: device);
            Replace(prefix, cache => cache.index_select(0, alive));
            Tensor mask = prefixMask.index_select(0, alive).DetachFromDisposeScope();
            prefixMask.Dispose();
            prefixMask = mask;
            Dictionary<long, long> place = prompts.Select((prompt, i) => (prompt, i)).ToDictionary(pair => pair.prompt, pair => (long)pair.i);
            promptOf = [.. promptOf.Select(prompt => place[prompt])];
        }

        Arrange();
    }

    // Rows of one prompt share a matrix product with it. Where groups differ in size, the grid has unused places.
    private void Arrange()
    {
        long[] counts = new long[prefix[0].Keys.shape[0]], slot = new long[promptOf.Length];
        for (int row = 0; row < slot.Length; row++) slot[row] = counts[promptOf[row]]++;
        rowsPerPrompt = counts.Max();
        slots?.Dispose();
        rowOfSlot?.Dispose();
        (slots, rowOfSlot) = (null, null);
        if (counts.All(count => count == rowsPerPrompt)) return;
        long[] rowOf = new long[counts.Length * rowsPerPrompt]; // unused places compute row 0 once more; nothing reads them
        for (int row = 0; row < slot.Length; row++)
        {
            slot[row] += promptOf[row] * rowsPerPrompt;
            rowOf[slot[row]] = row;
        }

        slots = tensor(slot, device: prefixMask.device).DetachFromDisposeScope();
        rowOfSlot = tensor(rowOf, device: prefixMask.device).DetachFromDisposeScope();
    }

    private Tensor ToGrid(Tensor rows) => rowOfSlot is null ? rows : rows.index_select(0, rowOfSlot);

    private Tensor FromGrid(Tensor grid) => slots is null ? grid : grid.index_select(0, slots);

    // [P, K, G H/K, X] -> [P G, K, H/K, X]
    private Tensor Ungroup(Tensor x, long prompts, long keyHeads, long group) =>
        x.view(prompts, keyHeads, rowsPerPrompt, group, -1).transpose(1, 2).reshape(prompts * rowsPerPrompt, keyHeads, group, -1);

    private Tensor EmptyCache(Tensor like) =>
        empty([promptOf.Length, like.shape[1], SmallestCapacity, like.shape[3]], like.dtype, like.device);

    private static KeyValues Own(Tensor keys, Tensor values) =>
        new(keys.alias().DetachFromDisposeScope(), values.alias().DetachFromDisposeScope());

    private static void Replace(KeyValues[] layers, Func<Tensor, Tensor> change)
    {
        for (int i = 0; i < layers.Length; i++)
        {
            KeyValues old = layers[i];
            layers[i] = new(change(old.Keys).DetachFromDisposeScope(), change(old.Values).DetachFromDisposeScope());
            old.Dispose();
        }
    }

    public override void Dispose()
    {
        foreach (KeyValues layer in prefix.Concat(own)) layer.Dispose();
        prefixMask.Dispose();
        slots?.Dispose();
        rowOfSlot?.Dispose();
    }
}
