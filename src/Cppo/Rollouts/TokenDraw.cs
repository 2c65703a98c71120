using Cppo.Models.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Rollouts;

/// <summary>One token for each row, with its log-probability.</summary>
/// <param name="Tokens">[A].</param>
/// <param name="LogProbabilities">[A], under the distribution at the temperature, before anything was cut from it.</param>
/// <param name="Entropies">[A], of that distribution.</param>
internal readonly record struct DrawnTokens(long[] Tokens, float[] LogProbabilities, float[] Entropies);

/// <summary>
/// Draws tokens from logits: repetition penalty, temperature, then unsayable ids, top-k and top-p, then the inverse distribution
/// function. What it reports is the policy's own distribution at the temperature, which training needs.
/// </summary>
internal sealed class TokenDraw(SamplingOptions options, Tensor unsayable) : IDisposable
{
    // Used again for every token: new tensors of this size, made and dropped thousands of times, would scatter the heap.
    private Tensor? logProbabilitySpace, probabilitySpace; // [a, V], float64
    private readonly DrawLoops loops = new(options.Temperature, options.Greedy, [.. unsayable.cpu().data<long>().Select(id => (int)id)]);

    /// <summary>Logits held at a time (rows x vocabulary), so that a large vocabulary costs no memory: one product with the head for each.</summary>
    public long LogitsAtOnce { get; init; } = 1 << 22;

    /// <summary>Probabilities in double precision held at a time (rows x vocabulary).</summary>
    public long NumbersAtOnce { get; init; } = 1 << 19;

    /// <summary>Rows whose logits are held at a time.</summary>
    public long RowsAtOnce(long vocabulary) => Math.Max(1, LogitsAtOnce / vocabulary);

    /// <summary>Draws one token a row.</summary>
    /// <param name="rows">A.</param>
    /// <param name="vocabulary">V.</param>
    /// <param name="logits">The logits [a, V] of a rows from a first one on.</param>
    /// <param name="uniforms">[A], in [0, 1); not read where the draw is greedy.</param>
    /// <param name="penalty">Weakens what the rows have said before, or null.</param>
    public DrawnTokens Draw(int rows, long vocabulary, Func<int, int, Tensor> logits, double[] uniforms, RepetitionPenalty? penalty = null)
    {
        List<DrawnTokens> parts = [];
        foreach ((int start, int count) in Pieces(rows, RowsAtOnce(vocabulary)))
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor block = logits(start, count); // [a, V]
            foreach ((int first, int few) in Pieces(count, NumbersAtOnce / vocabulary))
            {
                using DisposeScope inner = NewDisposeScope();
                Tensor own = block.narrow(0, first, few);
                int row = start + first;
                parts.Add(DrawRows(own, penalty?.Apply(own, row), uniforms[row..(row + few)]));
            }
        }

        return parts.Count == 1
            ? parts[0]
            : new(
                [.. parts.SelectMany(part => part.Tokens)],
                [.. parts.SelectMany(part => part.LogProbabilities)],
                [.. parts.SelectMany(part => part.Entropies)]);
    }

    private static IEnumerable<(int Start, int Count)> Pieces(int total, long atOnce)
    {
        int size = (int)Math.Clamp(atOnce, 1, total);
        for (int start = 0; start < total; start += size) yield return (start, Math.Min(size, total - start));
    }

    private DrawnTokens DrawRows(Tensor logits, Tensor? penalized, double[] uniforms)
    {
        if (!IsCut(logits.shape[1]) && Floats.Fit(logits)) return loops.Draw(logits, penalized, uniforms);
        using DisposeScope scope = NewDisposeScope();
        // Double precision: the cumulative sum of a large vocabulary must not lose its small probabilities.
        Tensor logProbabilities = Space(ref logProbabilitySpace, logits), probabilities = Space(ref probabilitySpace, logits);
        Normalize(logits, logProbabilities, probabilities);
        Tensor entropies = probabilities.copy_(logProbabilities).exp_().mul_(logProbabilities).sum(-1).neg(); // [A]
        Tensor weighed = probabilities.copy_(logProbabilities);
        if (penalized is not null) Normalize(penalized, weighed, empty_like(weighed));
        Tensor tokens = options.Greedy
            ? weighed.index_fill_(-1, unsayable, double.NegativeInfinity).argmax(-1) // [A]
            : Inverse(Truncate(weighed.exp_().index_fill_(-1, unsayable, 0)), tensor(uniforms, device: logits.device));
        Tensor taken = logProbabilities.gather(-1, tokens.unsqueeze(-1)).squeeze(-1);
        return new(tokens.cpu().data<long>().ToArray(), Single(taken), Single(entropies));
    }

    // log softmax(logits / temperature) into a place that is there.
    private void Normalize(Tensor logits, Tensor result, Tensor scratch)
    {
        result.copy_(logits);
        if (options.Temperature != 1) result.div_(options.Temperature);
        result.sub_(result.amax([-1], keepdim: true));
        result.sub_(scratch.copy_(result).exp_().sum(-1, keepdim: true).log_());
    }

    private static Tensor Space(ref Tensor? space, Tensor like)
    {
        if (space is null || space.shape[0] < like.shape[0] || space.shape[1] != like.shape[1])
        {
            space?.Dispose();
            space = empty(like.shape, ScalarType.Float64, like.device).DetachFromDisposeScope();
        }

        return space.narrow(0, 0, like.shape[0]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        logProbabilitySpace?.Dispose();
        probabilitySpace?.Dispose();
    }

    private static float[] Single(Tensor values) => values.to_type(ScalarType.Float32).cpu().data<float>().ToArray();

    private bool IsCut(long vocabulary) => !options.Greedy && (options.TopP < 1 || (options.TopK > 0 && options.TopK < vocabulary));

    private Tensor Truncate(Tensor probabilities)
    {
        Tensor kept = probabilities;
        long vocabulary = probabilities.shape[1];
        if (options.TopK > 0 && options.TopK < vocabulary)
        {
            (Tensor largest, _) = kept.topk(options.TopK, -1);
            kept = kept.masked_fill(kept < largest.narrow(1, options.TopK - 1, 1), 0);
        }

        if (options.TopP >= 1) return kept;
        (Tensor sorted, Tensor order) = kept.sort(-1, descending: true);
        Tensor before = sorted.cumsum(-1) - sorted; // probability of everything likelier
        Tensor nucleus = sorted.masked_fill(before >= options.TopP * sorted.sum(-1, keepdim: true), 0);
        return zeros_like(kept).scatter_(-1, order, nucleus);
    }

    // The first token whose cumulative probability exceeds u times the total. A token of probability zero is never it.
    private static Tensor Inverse(Tensor probabilities, Tensor uniforms)
    {
        Tensor cumulative = probabilities.cumsum(-1); // [A, V]
        Tensor total = cumulative.narrow(1, cumulative.shape[1] - 1, 1).contiguous();
        Tensor above = searchsorted(cumulative, uniforms.unsqueeze(1) * total, right: true), last = searchsorted(cumulative, total);
        return minimum(above, last).squeeze(1);
    }
}
