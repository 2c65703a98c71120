using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Models.Language;

/// <summary>
/// How the tokens of a pass attend: among themselves, to a prompt that was run before, or to a growing cache. The decoder is the
/// same for all of them; this is the only thing that differs between teacher forcing, scoring responses and sampling.
/// </summary>
internal abstract class DecoderAttention : IDisposable
{
    /// <summary>Attention of one layer. Keys and queries are already turned.</summary>
    /// <param name="layer">Which layer.</param>
    /// <param name="query">[B, T, H, D].</param>
    /// <param name="key">[B, T, K, D].</param>
    /// <param name="value">[B, T, K, D].</param>
    /// <returns>[B, T, H * D].</returns>
    public abstract Tensor Attend(int layer, Tensor query, Tensor key, Tensor value);

    /// <summary>The same with queries, keys and values side by side.</summary>
    /// <param name="layer">Which layer.</param>
    /// <param name="joined">[B, T, H + 2 K, D].</param>
    /// <param name="keyHeads">K.</param>
    /// <returns>[B, T, H * D].</returns>
    public virtual Tensor Attend(int layer, Tensor joined, int keyHeads)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] parts = joined.split([joined.shape[2] - (2 * keyHeads), keyHeads, keyHeads], 2);
        return Attend(layer, parts[0], parts[1], parts[2]).MoveToOuterDisposeScope();
    }

    public abstract void Dispose();

    /// <summary>The tensors that one layer's attention reads besides its arguments.</summary>
    public virtual IReadOnlyList<Tensor> Needs(int layer) => throw new NotSupportedException("Only passes with gradients are recomputed.");

    /// <summary>One layer's attention on such tensors, which stay the caller's; works when this object has been disposed of.</summary>
    public virtual DecoderAttention Again(int layer, IReadOnlyList<Tensor> needs) => throw new NotSupportedException("Only passes with gradients are recomputed.");

    /// <summary>What a layer has remembered, handed over to the current dispose scope; empty where nothing is remembered.</summary>
    public virtual IReadOnlyList<Tensor> TakeMemory(int layer) => [];

    /// <summary>Takes over what the same layer of another object has remembered.</summary>
    public virtual void GiveMemory(int layer, IReadOnlyList<Tensor> remembered)
    {
    }

    /// <summary>Softmax attention of grouped queries.</summary>
    /// <param name="query">[B, T, H, D].</param>
    /// <param name="keys">[B, K, S, D], H a multiple of K.</param>
    /// <param name="values">[B, K, S, D].</param>
    /// <param name="mask">[B or 1, 1, T, S], added to the scores; null for causal attention with S = T.</param>
    /// <returns>[B, T, H * D].</returns>
    protected static Tensor Attend(Tensor query, Tensor keys, Tensor values, Tensor? mask)
    {
        long heads = query.shape[2], batch = query.shape[0], length = query.shape[1];
        Tensor attended = nn.functional.scaled_dot_product_attention(
            query.transpose(1, 2), Repeat(keys, heads), Repeat(values, heads), mask!, is_casual: mask is null); // [B, H, T, D]
        return attended.transpose(1, 2).reshape(batch, length, -1);
    }

    // libtorch's grouped attention is not reachable from TorchSharp: each key/value head is repeated for its queries.
    private static Tensor Repeat(Tensor x, long heads)
    {
        long[] shape = x.shape; // [B, K, S, D]
        return shape[1] == heads
            ? x
            : x.unsqueeze(2).expand(shape[0], shape[1], heads / shape[1], shape[2], shape[3]).reshape(shape[0], heads, shape[2], shape[3]);
    }

    /// <summary>Zero where attention is allowed, minus infinity elsewhere.</summary>
    /// <param name="allowed">Boolean, any shape.</param>
    /// <param name="type">Of the scores.</param>
    protected static Tensor Additive(Tensor allowed, ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        return zeros(allowed.shape, type, allowed.device)
            .masked_fill_(allowed.logical_not(), double.NegativeInfinity).MoveToOuterDisposeScope();
    }

    /// <summary>[T, T]: may position t see position s of the same pass?</summary>
    protected static Tensor Causal(long length, Device device) => ones(length, length, ScalarType.Bool, device).tril();
}
