using Cppo.Models.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Models.Scoring;

/// <summary>
/// Output head and token distribution in one, some rows at a time, so that [M, V] never exists: the forward pass keeps hidden
/// states only, the backward pass computes each chunk's logits again.
/// </summary>
internal sealed class ChunkedHead : autograd.MultiTensorFunction<ChunkedHead>
{
    /// <inheritdoc/>
    public override string Name => nameof(ChunkedHead);

    /// <summary>Log-probabilities and entropies of tokens under softmax(hidden head^T / temperature).</summary>
    /// <param name="hidden">[M, D].</param>
    /// <param name="head">[V, D].</param>
    /// <param name="tokens">[M].</param>
    /// <param name="temperature">Divides the logits.</param>
    /// <param name="rows">Rows in a chunk.</param>
    /// <param name="sums">Where the gradient of the head is added up.</param>
    public static TokenDistribution Of(Tensor hidden, Tensor head, Tensor tokens, double temperature, long rows, LargeGradients sums)
    {
        List<Tensor> results = apply(hidden, head, tokens, temperature, rows, sums);
        return new(results[0], results[1]);
    }

    /// <inheritdoc/>
    public override List<Tensor> forward(autograd.AutogradContext context, params object[] arguments)
    {
        (Tensor hidden, Tensor head, Tensor tokens) = ((Tensor)arguments[0], (Tensor)arguments[1], (Tensor)arguments[2]);
        (double temperature, long rows) = ((double)arguments[3], (long)arguments[4]);
        context.save_for_backward([hidden, head, tokens]);
        context.save_data(nameof(temperature), temperature);
        context.save_data(nameof(rows), rows);
        context.save_data(nameof(LargeGradients), arguments[5]);
        context.set_materialize_grads(false); // its own zeros would be made from tensors that a scope has disposed of
        using DisposeScope scope = NewDisposeScope();
        // Nothing that stays is made between the chunks: small tensors in the gaps that large ones leave would scatter the heap.
        ScalarType type = hidden.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        Tensor logProbabilities = empty(hidden.shape[0], type, hidden.device), entropies = empty_like(logProbabilities);
        foreach ((long start, long count) in Chunks(hidden.shape[0], rows))
        {
            using DisposeScope inner = NewDisposeScope();
            TokenDistribution chunk = TokenDistribution.OfLogSoftmax(
                LogSoftmax(hidden.narrow(0, start, count), head, temperature), tokens.narrow(0, start, count));
            logProbabilities.narrow(0, start, count).copy_(chunk.LogProbabilities);
            entropies.narrow(0, start, count).copy_(chunk.Entropies);
        }

        return [logProbabilities.MoveToOuterDisposeScope(), entropies.MoveToOuterDisposeScope()];
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext context, List<Tensor> gradients)
    {
        using DisposeScope scope = NewDisposeScope();
        List<Tensor> saved = context.get_saved_variables();
        (Tensor hidden, Tensor head, Tensor tokens) = (saved[0], saved[1], saved[2]);
        (double temperature, long rows) = ((double)context.get_data("temperature"), (long)context.get_data("rows"));
        using var frozen = no_grad();
        Tensor hiddenGradient = empty_like(hidden);
        LargeGradients sums = (LargeGradients)context.get_data(nameof(LargeGradients));
        // [V, D] is worth not computing for a frozen head.
        (Tensor? headGradient, bool isOwn) = head.requires_grad ? sums.SumOf(head) : (null, false);
        foreach ((long start, long count) in Chunks(hidden.shape[0], rows))
        {
            using DisposeScope inner = NewDisposeScope();
            Tensor own = hidden.narrow(0, start, count);
            Tensor? ofTaken = gradients[0].IsInvalid ? null : gradients[0].narrow(0, start, count).unsqueeze(1); // [m, 1]
            Tensor? ofEntropy = gradients[1].IsInvalid ? null : gradients[1].narrow(0, start, count).unsqueeze(1);
            Tensor gradient = LogitGradient(
                LogSoftmax(own, head, temperature), tokens.narrow(0, start, count).unsqueeze(1), temperature, ofTaken, ofEntropy).to_type(hidden.dtype);
            hiddenGradient.narrow(0, start, count).copy_(gradient.matmul(head));
            headGradient?.addmm_(gradient.t(), own, 1, 1);
        }

        return [hiddenGradient.MoveToOuterDisposeScope(), isOwn ? null! : headGradient?.MoveToOuterDisposeScope()!, null!, null!, null!, null!];
    }

    // [m, V]; the logits are gone when it returns.
    private static Tensor LogSoftmax(Tensor hidden, Tensor head, double temperature)
    {
        using Tensor logits = nn.functional.linear(hidden, head);
        return TokenDistribution.LogSoftmax(logits, temperature);
    }

    // With p = softmax(z), z = logits / T, H the entropy: d log p_token / dz = onehot - p and dH / dz = -p (log p + H). In place: never
    // more than two tensors of the chunk's size. Writes over log p.
    private static Tensor LogitGradient(Tensor logSoftmax, Tensor tokens, double temperature, Tensor? ofTaken, Tensor? ofEntropy)
    {
        using Tensor softmax = logSoftmax.exp();
        Tensor gradient;
        if (ofEntropy is null)
        {
            gradient = logSoftmax.zero_();
        }
        else
        {
            Tensor weighed = logSoftmax.mul_(softmax), entropy = weighed.sum(-1, keepdim: true).neg_(); // [m, V], [m, 1]
            gradient = weighed.addcmul_(softmax, entropy, 1).mul_(ofEntropy).neg_();
        }

        if (ofTaken is not null)
        {
            gradient.sub_(softmax.mul_(ofTaken));
            gradient.scatter_add_(1, tokens, ofTaken);
        }

        return gradient.div_(temperature);
    }

    private static IEnumerable<(long Start, long Count)> Chunks(long total, long rows)
    {
        for (long start = 0; start < total; start += rows) yield return (start, Math.Min(rows, total - start));
    }
}
