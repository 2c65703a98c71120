using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cppo.Models.Layers;

/// <summary>A named projection: x W^T (+ b). Every matrix of the model but the embedding goes through here.</summary>
internal sealed class LinearLayer(ParameterStore parameters, string name)
{
    private readonly Parameter weight = parameters[name + ".weight"];
    private readonly Parameter? bias = parameters.Contains(name + ".bias") ? parameters[name + ".bias"] : null;

    public Tensor Apply(Tensor x) => nn.functional.linear(x, weight, bias!); // [..., in] -> [..., out]
}
