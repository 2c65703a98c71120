using Cppo.Models;
using static TorchSharp.torch;

namespace Cppo.Training.Updates;

/// <summary>Cuts and joins scores row by row. Results lie in the open dispose scope.</summary>
internal static class ScoreTensors
{
    /// <summary>Some rows, padded to a length: [n, T'] -> [count, T].</summary>
    public static ResponseScores Rows(ResponseScores scores, long start, long count, long length)
    {
        Tensor Of(Tensor values) => Widen(values.narrow(0, start, count), length);
        TokenAlternatives? alternatives = scores.Alternatives is { } all
            ? new(all.Ids.narrow(0, start, count), all.Probabilities.narrow(0, start, count))
            : null;
        return new(Of(scores.LogProbabilities), Of(scores.Entropies), Of(scores.Mask), alternatives);
    }

    /// <summary>One below the other; [0, T] where there are none.</summary>
    public static ResponseScores Join(IReadOnlyList<ResponseScores> parts, ResponseScores like)
    {
        if (parts.Count == 1) return parts[0];
        Tensor None() => zeros([0, like.Mask.shape[1]], like.Mask.dtype, like.Mask.device);
        if (parts.Count == 0) return new(None(), None(), None(), null);
        Tensor Of(Func<ResponseScores, Tensor> part) => cat([.. parts.Select(part)], 0);
        return new(Of(scores => scores.LogProbabilities), Of(scores => scores.Entropies), Of(scores => scores.Mask), null);
    }

    /// <summary>Hands scores to the next dispose scope outwards.</summary>
    /// <param name="scores">The scores.</param>
    /// <param name="isLeaf">Whether gradients end at them.</param>
    public static ResponseScores Leaving(ResponseScores scores, bool isLeaf)
    {
        Tensor Out(Tensor values) => (isLeaf ? values.detach().requires_grad_() : values.alias()).MoveToOuterDisposeScope();
        return new(
            Out(scores.LogProbabilities),
            Out(scores.Entropies),
            scores.Mask.alias().MoveToOuterDisposeScope(),
            scores.Alternatives is { } all ? new(all.Ids.alias().MoveToOuterDisposeScope(), all.Probabilities.alias().MoveToOuterDisposeScope()) : null);
    }

    /// <summary>[n, T'] -> [n, T], zero where it was not.</summary>
    public static Tensor Widen(Tensor values, long length) =>
        values.shape[1] == length ? values : nn.functional.pad(values, [0, length - values.shape[1]]);
}
