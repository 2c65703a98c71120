using Cppo.Models.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Models.Language;

/// <summary>x += o(attention(norm x)); x += mlp(norm x), with grouped queries and biases on q, k, v only.</summary>
internal sealed class DecoderLayer
{
    private readonly TextConfiguration text;
    private readonly int index;
    private readonly RootMeanSquareNorm inputNorm, middleNorm;
    private readonly LinearLayer query, key, value, output;
    private readonly LinearGroup projections;
    private readonly GatedMlp mlp;

    public DecoderLayer(TextConfiguration text, ParameterStore parameters, int index)
    {
        (this.text, this.index) = (text, index);
        string name = $"model.layers.{index}";
        inputNorm = new(parameters, name + ".input_layernorm", text.NormEpsilon);
        middleNorm = new(parameters, name + ".post_attention_layernorm", text.NormEpsilon);
        query = new(parameters, name + ".self_attn.q_proj");
        key = new(parameters, name + ".self_attn.k_proj");
        value = new(parameters, name + ".self_attn.v_proj");
        output = new(parameters, name + ".self_attn.o_proj");
        projections = new(parameters, query, key, value);
        mlp = new(parameters, name + ".mlp");
    }

    public Tensor Forward(Tensor hidden, RotaryTable rotary, DecoderAttention attention) // [B, T, D]
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor middle = hidden + output.Apply(Attended(inputNorm.Apply(hidden), rotary, attention));
        return (middle + mlp.Apply(middleNorm.Apply(middle))).MoveToOuterDisposeScope();
    }

    private Tensor Attended(Tensor normal, RotaryTable rotary, DecoderAttention attention)
    {
        if (projections.ApplyJoined(normal) is not { } all)
        {
            return attention.Attend(
                index,
                rotary.Turn(Heads(query.Apply(normal), text.Heads)),
                rotary.Turn(Heads(key.Apply(normal), text.KeyValueHeads)),
                Heads(value.Apply(normal), text.KeyValueHeads));
        }

        Tensor heads = Heads(all, text.Heads + (2 * text.KeyValueHeads));
        rotary.TurnFirst(heads, text.Heads + text.KeyValueHeads);
        return attention.Attend(index, heads, text.KeyValueHeads);
    }

    private Tensor Heads(Tensor x, int heads) => x.view(x.shape[0], x.shape[1], heads, text.HeadSize); // [B, T, heads, D]
}
