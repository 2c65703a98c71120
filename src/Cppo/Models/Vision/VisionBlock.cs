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
        // Splits and unbinds rather than slices: their gradients are joined in one piece instead of added up.
        Tensor[] fused = queryKeyValue.Apply(norm1.Apply(hidden)).view(-1, 3, vision.Heads, vision.HeadSize).split([2, 1], 1);
        // The reference turns queries and keys in float32, whatever the weights are.
        Tensor[] turned = rotary.Turn(fused[0].to_type(ScalarType.Float32)).to_type(hidden.dtype).unbind(1); // two of [N, H, D]
        Tensor attended = segments.Attend(turned[0], turned[1], fused[1].squeeze(1));
        Tensor middle = hidden + projection.Apply(attended);
        return (middle + mlp.Apply(norm2.Apply(middle))).MoveToOuterDisposeScope();
    }
}
