using Cppo.Models.Layers;
using static TorchSharp.torch;

namespace Cppo.Models.Kernels;

/// <summary>The small operations of a transformer layer on tensors that <see cref="Floats.Fit"/>.</summary>
internal static unsafe class LayerLoops
{
    /// <summary>x / sqrt(mean(x^2) + epsilon) * weight over the last dimension.</summary>
    public static Tensor Normalize(Tensor x, Tensor weight, double epsilon) // [..., D], [D]
    {
        using Tensor dense = x.contiguous();
        Tensor result = empty_like(dense);
        float* from = Floats.Of(dense), weights = Floats.Of(weight), to = Floats.Of(result);
        int size = (int)weight.shape[0], rows = (int)(x.numel() / size);
        Floats.Rows(rows, size, (start, end) =>
        {
            for (int row = start; row < end; row++)
                RowLoops.Normalize(new(from + ((long)row * size), size), new(weights, size), (float)epsilon, new(to + ((long)row * size), size));
        });
        return result;
    }

    /// <summary>Turns the first heads of each token in place.</summary>
    /// <param name="heads">[..., heads, D], contiguous.</param>
    /// <param name="count">How many of them turn.</param>
    /// <param name="rotary">[..., 1, D], contiguous.</param>
    public static void Turn(Tensor heads, int count, RotaryTable rotary)
    {
        float* x = Floats.Of(heads), cosine = Floats.Of(rotary.Cosine), sine = Floats.Of(rotary.SignedSine);
        int size = (int)heads.shape[^1], all = (int)heads.shape[^2], rows = (int)(heads.numel() / (all * size));
        Floats.Rows(rows, 2L * count * size, (start, end) =>
        {
            for (long row = start; row < end; row++)
            for (int head = 0; head < count; head++)
                RowLoops.Turn(new(x + (((row * all) + head) * size), size), new(cosine + (row * size), size), new(sine + (row * size), size));
        });
    }

    /// <summary>silu(gate) * up.</summary>
    /// <param name="joined">[..., 2 I]: gate and up side by side, contiguous.</param>
    /// <returns>[..., I].</returns>
    public static Tensor Gate(Tensor joined)
    {
        long[] shape = joined.shape;
        shape[^1] /= 2;
        Tensor result = empty(shape, joined.dtype, joined.device);
        float* from = Floats.Of(joined), to = Floats.Of(result);
        int size = (int)shape[^1], rows = (int)(result.numel() / size);
        Floats.Rows(rows, 16L * size, (start, end) =>
        {
            for (long row = start; row < end; row++)
                RowLoops.Gate(new(from + (2 * row * size), size), new(from + (((2 * row) + 1) * size), size), new(to + (row * size), size));
        });
        return result;
    }
}
