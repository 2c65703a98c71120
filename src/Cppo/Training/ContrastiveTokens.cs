using Cppo.Objective;
using static TorchSharp.torch;

namespace Cppo.Training;

/// <summary>The contrastive perception loss of one step, token by token; tensors belong to the scope that is open when it is made.</summary>
/// <param name="Loss">Scalar: mean over the tokens in the loss, 0 where there is none.</param>
/// <param name="InLoss">[V, T'], 1 where a token is in the loss: selected, and its response's gate is open.</param>
/// <param name="PerToken">What the loss was computed from; null where no response has views.</param>
internal sealed record ContrastiveTokens(Tensor Loss, Tensor InLoss, ContrastivePerception? PerToken)
{
    public static ContrastiveTokens Of(ForwardPasses passes, PerceptionSelection selection, Method method)
    {
        Tensor lp = passes.Original.LogProbabilities; // [R, T]
        if (passes.Preserved is null || passes.Removed is null)
            return new(zeros(Array.Empty<long>(), lp.dtype, lp.device), zeros([0, lp.shape[1]], lp.dtype, lp.device), null);

        Tensor anchor = passes.OfViewRows(lp); // [V, T']
        ContrastivePerception tokens = method.Contrast.PerToken(
            anchor, passes.Preserved.LogProbabilities, passes.Removed.LogProbabilities);

        // Responses without a positive advantage have no views under the gate, so every row here has its gate open.
        return new(Aggregation.RecipeTokenMean.Of(tokens.Loss, selection.Selected), selection.Selected, tokens);
    }
}
