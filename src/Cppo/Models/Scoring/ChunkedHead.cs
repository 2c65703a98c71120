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
    public static TokenDistribution Of(Tensor hidden, Tensor head, Tensor tokens, double temperature, long rows)
    {
        List<Tensor> results = apply(hidden, head, tokens, temperature, rows);
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
        context.set_materialize_grads(false); // its own zeros would be made from tensors that a scope has disposed of
        using DisposeScope scope = NewDisposeScope();
        List<Tensor> logProbabilities = [], entropies = [];
        foreach ((long start, long count) in Chunks(hidden.shape[0], rows))
        {
            Tensor logits = nn.functional.linear(hidden.narrow(0, start, count), head);
            TokenDistribution chunk = TokenDistribution.Of(logits, tokens.narrow(0, start, count), temperature);
            logits.Dispose();
            logProbabilities.Add(chunk.LogProbabilities);
            entropies.Add(chunk.Entropies);
        }

        return [cat(logProbabilities, 0).MoveToOuterDisposeScope(), cat(entropies, 0).MoveToOuterDisposeScope()];
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
        Tensor? headGradient = head.requires_grad ? zeros_like(head) : null; // [V, D] is worth not computing for a frozen head
        foreach ((long start, long count) in Chunks(hidden.shape[0], rows))
        {
            using DisposeScope inner = NewDisposeScope();
            Tensor own = hidden.narrow(0, start, count);
            Tensor? ofTaken = gradients[0].IsInvalid ? null : gradients[0].narrow(0, start, count).unsqueeze(1); // [m, 1]
            Tensor? ofEntropy = gradients[1].IsInvalid ? null : gradients[1].narrow(0, start, count).unsqueeze(1);
            Tensor logits = nn.functional.linear(own, head);
            Tensor gradient = LogitGradient(logits, tokens.narrow(0, start, count).unsqueeze(1), temperature, ofTaken, ofEntropy).to_type(hidden.dtype);
            hiddenGradient.narrow(0, start, count).copy_(gradient.matmul(head));
            headGradient?.addmm_(gradient.t(), own, 1, 1);
        }

        return [hiddenGradient.MoveToOuterDisposeScope(), headGradient?.MoveToOuterDisposeScope()!, null!, null!, null!];
    }

    // With p = softmax(z), z = logits / T, H the entropy: d log p_token / dz = onehot - p and dH / dz = -p (log p + H).
    private static Tensor LogitGradient(Tensor logits, Tensor tokens, double temperature, Tensor? ofTaken, Tensor? ofEntropy)
    {
        Tensor wide = logits.dtype is ScalarType.Float16 or ScalarType.BFloat16 ? logits.to_type(ScalarType.Float32) : logits;
        Tensor logSoftmax = (wide / temperature).log_softmax(-1), softmax = logSoftmax.exp(); // [m, V]
        Tensor gradient = zeros_like(softmax);
        if (ofEntropy is not null)
        {
            Tensor entropy = (softmax * logSoftmax).sum(-1, keepdim: true).neg_(); // [m, 1]
            gradient.sub_(logSoftmax.add_(entropy).mul_(softmax).mul_(ofEntropy));
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
