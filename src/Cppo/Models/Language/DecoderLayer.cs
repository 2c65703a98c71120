using Cppo.Models.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Models.Language;

/// <summary>x += o(attention(norm x)); x += mlp(norm x), with grouped queries and biases on q, k, v only.</summary>
internal sealed class DecoderLayer(TextConfiguration text, ParameterStore parameters, int index)
{
    private readonly RootMeanSquareNorm inputNorm = new(parameters, $"model.layers.{index}.input_layernorm", text.NormEpsilon);
    private readonly RootMeanSquareNorm middleNorm = new(parameters, $"model.layers.{index}.post_attention_layernorm", text.NormEpsilon);
    private readonly LinearLayer query = new(parameters, $"model.layers.{index}.self_attn.q_proj");
    private readonly LinearLayer key = new(parameters, $"model.layers.{index}.self_attn.k_proj");
    private readonly LinearLayer value = new(parameters, $"model.layers.{index}.self_attn.v_proj");
    private readonly LinearLayer output = new(parameters, $"model.layers.{index}.self_attn.o_proj");
    private readonly GatedMlp mlp = new(parameters, $"model.layers.{index}.mlp");

    public Tensor Forward(Tensor hidden, RotaryTable rotary, DecoderAttention attention) // [B, T, D]
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor normal = inputNorm.Apply(hidden);
        Tensor attended = attention.Attend(
            index,
            rotary.Turn(Heads(query.Apply(normal), text.Heads)),
            rotary.Turn(Heads(key.Apply(normal), text.KeyValueHeads)),
            Heads(value.Apply(normal), text.KeyValueHeads));
        Tensor middle = hidden + output.Apply(attended);
        return (middle + mlp.Apply(middleNorm.Apply(middle))).MoveToOuterDisposeScope();
    }

    private Tensor Heads(Tensor x, int heads) => x.view(x.shape[0], x.shape[1], heads, text.HeadSize); // [B, T, heads, D]
}
