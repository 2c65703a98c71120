using Cppo.Models.Kernels;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cppo.Models.Layers;

/// <summary>
/// RMSNorm as the reference computes it: mean square and quotient in float32 (in double precision too), cast back, then scaled.
/// </summary>
internal sealed class RootMeanSquareNorm(ParameterStore parameters, string name, double epsilon)
{
    private readonly Parameter weight = parameters[name + ".weight"];

    public Tensor Apply(Tensor x) // [..., D] -> [..., D]
    {
        if (parameters.Samples && Floats.Fit(x)) return LayerLoops.Normalize(x, weight, epsilon);
        using DisposeScope scope = NewDisposeScope();
        Tensor single = x.to_type(ScalarType.Float32);
        // Not square(): TorchSharp makes it pow(x, 2) with a scalar that the collector may free while libtorch still reads it.
        Tensor scale = (single * single).mean([-1], keepdim: true).add_(epsilon).rsqrt_(); // [..., 1]
        return ((single * scale).to_type(x.dtype) * weight).MoveToOuterDisposeScope();
    }
}
