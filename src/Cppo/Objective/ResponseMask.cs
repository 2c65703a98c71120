using Cppo.Runtime;
using static TorchSharp.torch;

namespace Cppo.Objective;

/// <summary>What every function here does with its masks and advantages before it computes.</summary>
internal static class ResponseMask
{
    /// <summary>A mask as booleans: whatever is not 0 is a response token.</summary>
    public static Tensor Boolean(Tensor mask) => mask.dtype == ScalarType.Bool ? mask : mask.ne(0);

    /// <summary>Zero where the mask is off, without a gradient there.</summary>
    public static Tensor Only(Tensor values, Tensor booleanMask) => values.masked_fill(booleanMask.logical_not(), 0.0);

    /// <summary>Advantages [R] or [R, T] as [R, T] in the type of the log-probabilities.</summary>
    public static Tensor PerToken(Tensor advantages, Tensor like)
    {
        Tensor typed = advantages.detach().to_type(like.dtype);
        Tensor expanded = typed.dim() == 1 && like.dim() == 2 ? typed.unsqueeze(-1) : typed;
        if (expanded.dim() != like.dim() || expanded.size(0) != like.size(0)
            || (expanded.dim() == 2 && expanded.size(1) != 1 && expanded.size(1) != like.size(1)))
        {
            throw new CppoException(
                $"The advantages have shape {Shape(advantages)}, the log-probabilities {Shape(like)}.",
                "Give one advantage a response ([R]) or one a token ([R, T]).");
        }

        return expanded.expand(like.shape);
    }

    /// <summary>Demands equal shapes.</summary>
    public static void RequireSame(Tensor expected, string expectedName, Tensor actual, string name)
    {
        if (expected.shape.AsSpan().SequenceEqual(actual.shape)) return;
        throw new CppoException(
            $"The {name} has shape {Shape(actual)}, the {expectedName} {Shape(expected)}.",
            "Give tensors of one shape [responses, tokens], right padded.");
    }

    private static string Shape(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";
}
