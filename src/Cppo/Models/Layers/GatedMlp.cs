using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Models.Layers;

/// <summary>SwiGLU: down(silu(gate x) * up x).</summary>
internal sealed class GatedMlp(ParameterStore parameters, string name)
{
    private readonly LinearLayer gate = new(parameters, name + ".gate_proj");
    private readonly LinearLayer up = new(parameters, name + ".up_proj");
    private readonly LinearLayer down = new(parameters, name + ".down_proj");

    public Tensor Apply(Tensor x) // [..., D] -> [..., D]
    {
        using DisposeScope scope = NewDisposeScope();
        return down.Apply(nn.functional.silu(gate.Apply(x)) * up.Apply(x)).MoveToOuterDisposeScope();
    }
}
