using Cppo.Models.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Models.Vision;

/// <summary>x += proj(attention(norm1 x)); x += mlp(norm2 x).</summary>
internal sealed class VisionBlock(VisionConfiguration vision, ParameterStore parameters, string name)
{
    public const double NormEpsilon = 1e-6; // fixed in the architecture

    private readonly RootMeanSquareNorm norm1 = new(parameters, name + ".norm1", NormEpsilon);
    private readonly RootMeanSquareNorm norm2 = new(parameters, name + ".norm2", NormEpsilon);
    private readonly LinearLayer queryKeyValue = new(parameters, name + ".attn.qkv");
    private readonly LinearLayer projection = new(parameters, name + ".attn.proj");
    private readonly GatedMlp mlp = new(parameters, name + ".mlp");

    public Tensor Forward(Tensor hidden, Segments segments, RotaryTable rotary) // [N, Dv]
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor fused = queryKeyValue.Apply(norm1.Apply(hidden)).view(-1, 3, vision.Heads, vision.HeadSize);
        // The reference turns queries and keys in float32, whatever the weights are.
        Tensor turned = rotary.Turn(fused.narrow(1, 0, 2).to_type(ScalarType.Float32)).to_type(hidden.dtype); // [N, 2, H, D]
        Tensor attended = segments.Attend(turned.select(1, 0), turned.select(1, 1), fused.select(1, 2));
        Tensor middle = hidden + projection.Apply(attended);
        return (middle + mlp.Apply(norm2.Apply(middle))).MoveToOuterDisposeScope();
    }
}
