using Cppo.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Rollouts;

/// <summary>
/// Makes tokens that a row's prompt or response already holds less likely: positive logits are divided by the penalty, negative
/// ones multiplied (CTRL, arXiv 1909.05858, section 4.1; as transformers applies it, prompt included).
/// </summary>
internal sealed class RepetitionPenalty : IDisposable
{
    private readonly double penalty;
    private Tensor seen; // [A, V], bool

    public RepetitionPenalty(double penalty, IReadOnlyList<EncodedPrompt> prompts, Tensor promptOf, long vocabulary)
    {
        this.penalty = penalty;
        using DisposeScope scope = NewDisposeScope();
        Tensor ofPrompts = zeros(prompts.Count, vocabulary, ScalarType.Bool, promptOf.device);
        for (int i = 0; i < prompts.Count; i++)
        {
            long[] ids = [.. prompts[i].Ids.Distinct().Select(id => (long)id)];
            ofPrompts.select(0, i).index_fill_(0, tensor(ids, device: promptOf.device), true);
        }

        seen = ofPrompts.index_select(0, promptOf).DetachFromDisposeScope();
    }

    /// <summary>The logits of some of the rows, weakened.</summary>
    /// <param name="logits">[a, V].</param>
    /// <param name="start">The first of these rows.</param>
    public Tensor Apply(Tensor logits, long start = 0)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor weakened = where(logits > 0, logits / penalty, logits * penalty);
        return where(seen.narrow(0, start, logits.shape[0]), weakened, logits).MoveToOuterDisposeScope();
    }

    /// <summary>Remembers the tokens that the rows have just drawn.</summary>
    public void Add(long[] tokens)
    {
        using DisposeScope scope = NewDisposeScope();
        seen.scatter_(1, tensor(tokens, [tokens.Length, 1], device: seen.device), ones(tokens.Length, 1, ScalarType.Bool, seen.device));
    }

    /// <summary>Drops all rows but some.</summary>
    public void Keep(Tensor rows)
    {
        Tensor kept = seen.index_select(0, rows).DetachFromDisposeScope();
        seen.Dispose();
        seen = kept;
    }

    public void Dispose() => seen.Dispose();
}
