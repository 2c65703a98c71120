using Cppo.Models.Kernels;
using static TorchSharp.torch;

namespace Cppo.Models.Language;

/// <summary>
/// One new token for each row: it attends to its prompt, whose keys and values all rows of a group share, and to the row's own
/// cache, which grows in place. Rows that ended are dropped. For use without gradients.
/// </summary>
internal abstract class DecodingAttention : DecoderAttention
{
    /// <summary>Tokens that a new cache has room for.</summary>
    protected const int SmallestCapacity = 32;

    /// <summary>The fastest that there is for these keys.</summary>
    /// <param name="prefix">One for each layer, [P, K, L, D]; stays the caller's.</param>
    /// <param name="prefixValid">[P, L], true at the prompts' tokens, which are padded on the left.</param>
    /// <param name="promptOf">The prompt of each row, ascending.</param>
    public static DecodingAttention Of(IReadOnlyList<KeyValues> prefix, Tensor prefixValid, long[] promptOf) =>
        Floats.Fit(prefix[0].Keys) && prefix[0].Keys.shape[3] % AttentionLoops.Lanes == 0
            ? new LoopDecodingAttention(prefix, prefixValid, promptOf)
            : new TensorDecodingAttention(prefix, prefixValid, promptOf);

    /// <summary>To be called after each pass: makes room for the next token.</summary>
    public abstract void Advance();

    /// <summary>Drops all rows but some.</summary>
    /// <param name="rows">Indices of the rows to keep, ascending.</param>
    public abstract void Keep(long[] rows);
}
