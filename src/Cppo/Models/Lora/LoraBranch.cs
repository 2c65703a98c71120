using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cppo.Models.Lora;

/// <summary>What an adapter adds to one linear layer: scale B A dropout(x), in the adapter's own type.</summary>
internal sealed class LoraBranch(LoraAdapter adapter, Parameter down, Parameter up)
{
    public Parameter Down { get; } = down; // [rank, in]

    public Parameter Up { get; } = up; // [out, rank]

    public bool IsOn => adapter.State.Enabled;

    public Tensor AddTo(Tensor own, Tensor x) // [..., out], [..., in]
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor input = Drop(x.to_type(Down.dtype));
        Tensor added = nn.functional.linear(nn.functional.linear(input, Down), Up) * adapter.Options.Scale;
        return (own + added.to_type(own.dtype)).MoveToOuterDisposeScope();
    }

    /// <summary>scale B A, in the type of the layer's weight.</summary>
    public Tensor Product(ScalarType type) // [out, in]
    {
        using DisposeScope scope = NewDisposeScope();
        return (Up.matmul(Down) * adapter.Options.Scale).to_type(type).MoveToOuterDisposeScope();
    }

    private Tensor Drop(Tensor x)
    {
        double share = adapter.Options.Dropout;
        if (share == 0 || !adapter.State.Drops) return x;
        using Generator generator = new(adapter.NextDraw(), x.device);
        return x * empty_like(x).bernoulli_(1 - share, generator).div_(1 - share);
    }
}
