using static TorchSharp.torch;

namespace Cppo.Models;

/// <summary>Receives what happens inside a forward pass, by the names that the golden data use: "vision.block.0", "hidden.2".</summary>
internal sealed class ForwardTrace
{
    private readonly Dictionary<string, Tensor> seen = [];

    public IReadOnlyDictionary<string, Tensor> Seen => seen;

    public void Record(string name, Tensor value) => seen[name] = value.detach().clone().DetachFromDisposeScope();
}
