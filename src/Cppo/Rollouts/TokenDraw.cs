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
internal sealed class TokenDraw(SamplingOptions options, Tensor unsayable)
{
    /// <summary>Probabilities in double precision held at a time (rows x vocabulary), so that a large vocabulary costs no memory.</summary>
    public long NumbersAtOnce { get; init; } = 1 << 21;

    /// <summary>Draws one token a row.</summary>
    /// <param name="logits">[A, V].</param>
    /// <param name="uniforms">[A], in [0, 1); not read where the draw is greedy.</param>
    /// <param name="penalty">Weakens what the rows have said before, or null.</param>
    public DrawnTokens Draw(Tensor logits, double[] uniforms, RepetitionPenalty? penalty = null) // [A, V]
    {
        (int rows, int atOnce) = ((int)logits.shape[0], (int)Math.Max(1, NumbersAtOnce / logits.shape[1]));
        List<DrawnTokens> parts = [];
        for (int start = 0; start < rows; start += atOnce)
        {
            using DisposeScope scope = NewDisposeScope();
            int count = Math.Min(atOnce, rows - start);
            Tensor own = logits.narrow(0, start, count);
            parts.Add(DrawRows(own, penalty?.Apply(own, start), uniforms[start..(start + count)]));
        }

        return parts.Count == 1
            ? parts[0]
            : new(
                [.. parts.SelectMany(part => part.Tokens)],
                [.. parts.SelectMany(part => part.LogProbabilities)],
                [.. parts.SelectMany(part => part.Entropies)]);
    }

    private DrawnTokens DrawRows(Tensor logits, Tensor? penalized, double[] uniforms)
    {
        using DisposeScope scope = NewDisposeScope();
        // Double precision: the cumulative sum of a large vocabulary must not lose its small probabilities.
        Tensor logProbabilities = Normalized(logits), probabilities = logProbabilities.exp();
        Tensor entropies = (probabilities * logProbabilities).sum(-1).neg(); // [A]
        Tensor weighed = penalized is null ? logProbabilities : Normalized(penalized);
        Tensor tokens = options.Greedy
            ? weighed.index_fill(-1, unsayable, double.NegativeInfinity).argmax(-1) // [A]
            : Inverse(
                Truncate((penalized is null ? probabilities : weighed.exp()).index_fill_(-1, unsayable, 0)),
                tensor(uniforms, device: logits.device));
        Tensor taken = logProbabilities.gather(-1, tokens.unsqueeze(-1)).squeeze(-1);
        return new(tokens.cpu().data<long>().ToArray(), Single(taken), Single(entropies));
    }

    private Tensor Normalized(Tensor logits) => (logits.to_type(ScalarType.Float64) / options.Temperature).log_softmax(-1);

    private static float[] Single(Tensor values) => values.to_type(ScalarType.Float32).cpu().data<float>().ToArray();

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
        Tensor total = cumulative.narrow(1, cumulative.shape[1] - 1, 1);
        return (cumulative <= uniforms.unsqueeze(1) * total).logical_and_(cumulative < total).sum(-1);
    }
}
