using Cppo.Models.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Models.Language;

/// <summary>
/// Keys and values of one layer in the processor's memory, for loops of our own: keys transposed, so that neighbouring positions
/// are the lanes of a vector.
/// </summary>
internal sealed unsafe class FloatCache : IDisposable
{
    private readonly Tensor keys, values; // [A, K, D, stride], [A, K, capacity, D]
    private readonly float* firstKey, firstValue;
    private readonly long heads;

    /// <param name="rows">A.</param>
    /// <param name="heads">K.</param>
    /// <param name="capacity">Tokens that there is room for.</param>
    /// <param name="size">D.</param>
    public FloatCache(long rows, long heads, long capacity, long size)
    {
        (this.heads, Capacity, Size) = (heads, (int)capacity, (int)size);
        Stride = AttentionLoops.Padded(Capacity) + AttentionLoops.Lanes; // a vector that begins before the end may reach beyond it
        using DisposeScope scope = NewDisposeScope();
        keys = empty([rows, heads, size, Stride]).DetachFromDisposeScope();
        values = empty([rows, heads, capacity, size]).DetachFromDisposeScope();
        firstKey = Floats.Of(keys.view(-1).narrow(0, 0, 1));
        firstValue = Floats.Of(values.view(-1).narrow(0, 0, 1));
    }

    /// <summary>Tokens that there is room for.</summary>
    public int Capacity { get; }

    /// <summary>D.</summary>
    public int Size { get; }

    /// <summary>From one row of transposed keys to the next.</summary>
    public int Stride { get; }

    /// <summary>A full cache.</summary>
    /// <param name="source">[A, K, L, D].</param>
    public static FloatCache Of(KeyValues source)
    {
        using DisposeScope scope = NewDisposeScope();
        long[] shape = source.Keys.shape;
        FloatCache cache = new(shape[0], shape[1], shape[2], shape[3]);
        cache.keys.narrow(3, 0, shape[2]).copy_(source.Keys.transpose(2, 3));
        cache.values.copy_(source.Values);
        return cache;
    }

    /// <summary>The same with room for twice as many tokens, for some of the rows.</summary>
    public FloatCache Grown(int[] rows)
    {
        using DisposeScope scope = NewDisposeScope();
        FloatCache grown = new(rows.Length, heads, 2L * Capacity, Size);
        Tensor taken = tensor(rows.Select(row => (long)row).ToArray());
        grown.keys.narrow(3, 0, Capacity).copy_(keys.narrow(3, 0, Capacity).index_select(0, taken));
        grown.values.narrow(2, 0, Capacity).copy_(values.index_select(0, taken));
        return grown;
    }

    /// <summary>[D, stride].</summary>
    public float* Keys(int row, int head) => firstKey + (((row * heads) + head) * Size * Stride);

    /// <summary>[capacity, D].</summary>
    public float* Values(int row, int head) => firstValue + (((row * heads) + head) * Capacity * Size);

    /// <summary>Remembers a token.</summary>
    /// <param name="row">Whose.</param>
    /// <param name="head">Of which head.</param>
    /// <param name="position">Where, below the capacity.</param>
    /// <param name="key">[D].</param>
    /// <param name="value">[D].</param>
    public void Write(int row, int head, int position, float* key, float* value)
    {
        float* to = Keys(row, head) + position;
        for (int i = 0; i < Size; i++) to[(long)i * Stride] = key[i];
        new Span<float>(value, Size).CopyTo(new(Values(row, head) + ((long)position * Size), Size));
    }

    public void Dispose()
    {
        keys.Dispose();
        values.Dispose();
    }
}
