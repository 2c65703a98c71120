using Cppo.Models.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Models.Layers;

/// <summary>
/// Cosines and sines that turn queries and keys: x cos + rotate_half(x) sin with rotate_half(a | b) = (-b | a). The sign is kept
/// in the sine, so that rotate_half is a roll by half the head.
/// </summary>
/// <param name="Cosine">[..., D/2 twice], contiguous.</param>
/// <param name="SignedSine">[..., D]: minus the sine in the first half, the sine in the second.</param>
internal sealed record RotaryTable(Tensor Cosine, Tensor SignedSine) : IDisposable
{
    /// <summary>From the angles of half a head: [..., D/2], float32.</summary>
    public static RotaryTable Of(Tensor angles, ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor cosine = angles.cos(), sine = angles.sin();
        return new(
            cat([cosine, cosine], -1).to_type(type).contiguous().MoveToOuterDisposeScope(),
            cat([sine.neg(), sine], -1).to_type(type).contiguous().MoveToOuterDisposeScope());
    }

    public Tensor Turn(Tensor x) // [..., D], the table's shape broadcasts
    {
        using DisposeScope scope = NewDisposeScope();
        long half = x.shape[^1] / 2;
        return (x * Cosine).addcmul_(x.roll(half, -1), SignedSine, 1).MoveToOuterDisposeScope();
    }

    /// <summary>Turns the first heads of each token in place; without gradients.</summary>
    /// <param name="heads">[..., heads, D], contiguous.</param>
    /// <param name="count">How many of them turn.</param>
    public void TurnFirst(Tensor heads, int count)
    {
        if (Floats.Fit(heads))
        {
            LayerLoops.Turn(heads, count, this);
            return;
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor turning = heads.narrow(-2, 0, count);
        turning.copy_(Turn(turning));
    }

    public void Dispose()
    {
        Cosine.Dispose();
        SignedSine.Dispose();
    }
}
