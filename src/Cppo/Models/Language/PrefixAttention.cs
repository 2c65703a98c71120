using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Models.Language;

/// <summary>
/// Tokens of responses attend to their prompt, which was run once for all responses to it, and to themselves. Gradients flow
/// back into the prompt's keys and values and add up over its responses.
/// </summary>
internal sealed class PrefixAttention : DecoderAttention
{
    private readonly IReadOnlyList<KeyValues> prefix;
    private readonly Tensor promptOf, mask;
    private readonly bool ownsMask;

    /// <param name="prefix">One for each layer, [P, K, L, D]; stays the caller's.</param>
    /// <param name="prefixValid">[P, L], true at the prompts' tokens.</param>
    /// <param name="promptOf">[R], int64: which prompt each response continues.</param>
    /// <param name="length">T, tokens of the pass.</param>
    public PrefixAttention(IReadOnlyList<KeyValues> prefix, Tensor prefixValid, Tensor promptOf, long length)
    {
        (this.prefix, this.promptOf) = (prefix, promptOf);
        using DisposeScope scope = NewDisposeScope();
        long rows = promptOf.shape[0], prefixLength = prefixValid.shape[1];
        Tensor before = prefixValid.index_select(0, promptOf).unsqueeze(1).expand(rows, length, prefixLength);
        Tensor own = Causal(length, promptOf.device).unsqueeze(0).expand(rows, length, length);
        Tensor allowed = cat([before, own], -1).unsqueeze(1);
        mask = Additive(allowed, prefix[0].Keys.dtype).DetachFromDisposeScope(); // [R, 1, T, L + T]
        ownsMask = true;
    }

    private PrefixAttention(IReadOnlyList<KeyValues> prefix, Tensor promptOf, Tensor mask) =>
        (this.prefix, this.promptOf, this.mask) = (prefix, promptOf, mask);

    public override Tensor Attend(int layer, Tensor query, Tensor key, Tensor value)
    {
        using DisposeScope scope = NewDisposeScope();
        KeyValues before = prefix[layer];
        Tensor keys = cat([before.Keys.index_select(0, promptOf), key.transpose(1, 2)], 2); // [R, K, L + T, D]
        Tensor values = cat([before.Values.index_select(0, promptOf), value.transpose(1, 2)], 2);
        return Attend(query, keys, values, mask).MoveToOuterDisposeScope();
    }

    public override IReadOnlyList<Tensor> Needs(int layer) => [prefix[layer].Keys, prefix[layer].Values, promptOf, mask];

    public override DecoderAttention Again(int layer, IReadOnlyList<Tensor> needs)
    {
        KeyValues[] one = new KeyValues[layer + 1];
        one[layer] = new(needs[0], needs[1]);
        return new PrefixAttention(one, needs[2], needs[3]);
    }

    public override void Dispose()
    {
        if (ownsMask) mask.Dispose();
    }
}
