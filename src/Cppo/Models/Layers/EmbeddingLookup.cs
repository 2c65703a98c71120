using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Models.Layers;

/// <summary>Rows of a large embedding; its backward pass adds to them in the place where the embedding's gradient is added up.</summary>
internal sealed class EmbeddingLookup : autograd.MultiTensorFunction<EmbeddingLookup>
{
    /// <inheritdoc/>
    public override string Name => nameof(EmbeddingLookup);

    /// <summary>Looks rows up.</summary>
    /// <param name="embedding">[V, D].</param>
    /// <param name="ids">[N].</param>
    /// <param name="gradients">Where gradients are added up.</param>
    /// <returns>[N, D].</returns>
    public static Tensor Of(Tensor embedding, Tensor ids, LargeGradients gradients) => apply(embedding, ids, gradients)[0];

    /// <inheritdoc/>
    public override List<Tensor> forward(autograd.AutogradContext context, params object[] arguments)
    {
        (Tensor embedding, Tensor ids) = ((Tensor)arguments[0], (Tensor)arguments[1]);
        context.save_for_backward([embedding, ids]);
        context.save_data(nameof(LargeGradients), arguments[2]);
        return [embedding.index_select(0, ids)];
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext context, List<Tensor> gradients)
    {
        using DisposeScope scope = NewDisposeScope();
        List<Tensor> saved = context.get_saved_variables();
        using var frozen = no_grad();
        (Tensor sum, bool isOwn) = ((LargeGradients)context.get_data(nameof(LargeGradients))).SumOf(saved[0]);
        sum.index_add_(0, saved[1], gradients[0], 1);
        return [isOwn ? null! : sum.MoveToOuterDisposeScope(), null!, null!];
    }
}
