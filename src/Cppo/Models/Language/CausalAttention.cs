using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Models.Language;

/// <summary>Each token attends to the tokens of its own row up to itself. Keeps keys and values when asked.</summary>
internal sealed class CausalAttention : DecoderAttention
{
    private readonly Tensor? mask; // [B, 1, L, L]
    private readonly KeyValues[]? memory;
    private readonly bool ownsMask;

    /// <param name="valid">[B, L], true at tokens; null where there is no padding.</param>
    /// <param name="type">Of the hidden states.</param>
    /// <param name="layers">How many layers to remember; 0 to remember nothing.</param>
    public CausalAttention(Tensor? valid, ScalarType type, int layers = 0)
    {
        memory = layers == 0 ? null : new KeyValues[layers];
        if (valid is null) return;
        using DisposeScope scope = NewDisposeScope();
        long length = valid.shape[1];
        // A padding token sees itself, because a row that sees nothing would give NaN.
        Tensor allowed = valid.unsqueeze(1).unsqueeze(1).logical_and(Causal(length, valid.device))
            .logical_or(eye(length, dtype: ScalarType.Bool, device: valid.device));
        mask = Additive(allowed, type).DetachFromDisposeScope();
        ownsMask = true;
    }

    private CausalAttention(Tensor? mask, KeyValues[]? like) =>
        (this.mask, memory) = (mask, like is null ? null : new KeyValues[like.Length]);

    /// <summary>What each layer has seen; the caller takes it over.</summary>
    public KeyValues[] Memory => memory!;

    public override Tensor Attend(int layer, Tensor query, Tensor key, Tensor value)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor keys, Tensor values) = (key.transpose(1, 2), value.transpose(1, 2)); // [B, K, L, D]
        if (memory is not null) memory[layer] = new(keys.alias().DetachFromDisposeScope(), values.alias().DetachFromDisposeScope());
        return Attend(query, keys, values, mask).MoveToOuterDisposeScope();
    }

    public override IReadOnlyList<Tensor> Needs(int layer) => mask is null ? [] : [mask];

    public override DecoderAttention Again(int layer, IReadOnlyList<Tensor> needs) => new CausalAttention(needs.SingleOrDefault(), memory);

    public override IReadOnlyList<Tensor> TakeMemory(int layer)
    {
        if (memory is null) return [];
        using KeyValues own = memory[layer];
        memory[layer] = null!;
        return [own.Keys.alias(), own.Values.alias()];
    }

    public override void GiveMemory(int layer, IReadOnlyList<Tensor> remembered)
    {
        if (memory is not null) memory[layer] = new(remembered[0].DetachFromDisposeScope(), remembered[1].DetachFromDisposeScope());
    }

    public override void Dispose()
    {
        if (ownsMask) mask?.Dispose();
    }
}
