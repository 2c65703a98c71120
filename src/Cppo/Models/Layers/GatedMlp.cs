using Cppo.Models.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Models.Layers;

/// <summary>SwiGLU: down(silu(gate x) * up x).</summary>
internal sealed class GatedMlp
{
    private readonly LinearLayer gate, up, down;
    private readonly LinearGroup projections;

    public GatedMlp(ParameterStore parameters, string name)
    {
        gate = new(parameters, name + ".gate_proj");
        up = new(parameters, name + ".up_proj");
        down = new(parameters, name + ".down_proj");
        projections = new(parameters, gate, up);
    }

    public Tensor Apply(Tensor x) // [..., D] -> [..., D]
    {
        using DisposeScope scope = NewDisposeScope();
        return down.Apply(Gated(x)).MoveToOuterDisposeScope();
    }

    private Tensor Gated(Tensor x) // [..., D] -> [..., I]
    {
        if (projections.ApplyJoined(x) is not { } both) return nn.functional.silu(gate.Apply(x)) * up.Apply(x);
        if (Floats.Fit(both)) return LayerLoops.Gate(both);
        Tensor[] halves = both.chunk(2, -1);
        return nn.functional.silu(halves[0]) * halves[1];
    }
}
