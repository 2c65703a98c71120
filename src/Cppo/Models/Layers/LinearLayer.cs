using Cppo.Models.Lora;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cppo.Models.Layers;

/// <summary>A named projection: x W^T (+ b), and what an adapter adds. Every matrix of the model but the embedding goes through here.</summary>
internal sealed class LinearLayer
{
    public LinearLayer(ParameterStore parameters, string name)
    {
        Weight = parameters[name + ".weight"];
        Bias = parameters.Contains(name + ".bias") ? parameters[name + ".bias"] : null;
        parameters.Linear.Add(name, this);
    }

    public Parameter Weight { get; } // [out, in]

    public Parameter? Bias { get; } // [out]

    /// <summary>The low-rank part of an adapter, if this layer is one of its targets.</summary>
    public LoraBranch? Branch { get; set; }

    public Tensor Apply(Tensor x) // [..., in] -> [..., out]
    {
        Tensor own = nn.functional.linear(x, Weight, Bias!);
        return Branch is { IsOn: true } ? Branch.AddTo(own, x) : own;
    }
}
