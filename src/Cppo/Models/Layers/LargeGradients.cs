using static TorchSharp.torch;

namespace Cppo.Models.Layers;

/// <summary>
/// The gradient of a large matrix that is used several times in a graph (an embedding: by every pass, as table and as head) added up
/// in one place. libtorch makes a tensor of the matrix's size for every use and lets go of it late; with 151,936 ids these are
/// the largest tensors of a training step. During <see cref="Collect"/> the uses add to the parameter's <c>grad</c> themselves.
/// </summary>
internal sealed class LargeGradients
{
    private bool isCollecting;

    /// <summary>Numbers from which a matrix is large; smaller ones go libtorch's way.</summary>
    public long Least { get; set; } = 1 << 20;

    /// <summary>Whether the uses of a parameter have to be functions that know how to add to its <c>grad</c>.</summary>
    public bool Concern(Tensor parameter) => parameter.requires_grad && is_grad_enabled() && parameter.numel() >= Least;

    /// <summary>Runs a backward pass whose uses add directly.</summary>
    public void Collect(Action backward)
    {
        isCollecting = true;
        try
        {
            backward();
        }
        finally
        {
            isCollecting = false;
        }
    }

    /// <summary>What a backward function adds a parameter's gradient to: its <c>grad</c>, or zeros to be returned where nothing is collected.</summary>
    /// <returns>The sum, in the caller's dispose scope, and whether it is the parameter's own <c>grad</c>.</returns>
    public (Tensor Sum, bool IsOwn) SumOf(Tensor parameter)
    {
        if (!isCollecting || parameter.numel() < Least) return (zeros_like(parameter), false);
        if (parameter.grad is { } there) return (there, true);
        Tensor start = zeros_like(parameter);
        parameter.grad = start;
        return (start, true);
    }
}
