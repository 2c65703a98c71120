using Cppo.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cppo.Models.Language;

/// <summary>The text decoder: embeddings to normalised hidden states. Source: transformers, Qwen2_5_VLTextModel.</summary>
internal sealed class Decoder : IDisposable
{
    private readonly TextConfiguration text;
    private readonly LargeGradients gradients;
    private readonly Parameter embedding;
    private readonly DecoderLayer[] layers;
    private readonly RootMeanSquareNorm norm;
    private readonly Tensor frequencies, axisOfFrequency;

    public Decoder(TextConfiguration text, ParameterStore parameters, LargeGradients gradients, Device device)
    {
        (this.text, this.gradients) = (text, gradients);
        embedding = parameters[ParameterLayout.Embedding];
        layers = [.. Enumerable.Range(0, text.Layers).Select(i => new DecoderLayer(text, parameters, i))];
        norm = new(parameters, "model.norm", text.NormEpsilon);
        using DisposeScope scope = NewDisposeScope();
        using (no_grad())
        {
            Tensor exponents = arange(0, text.HeadSize, 2, ScalarType.Float32, device) / text.HeadSize;
            frequencies = (1.0 / pow(text.RotaryBase, exponents)).DetachFromDisposeScope(); // [D/2]
            long[] axes = [.. text.RotarySections.SelectMany((size, axis) => Enumerable.Repeat((long)axis, size))];
            axisOfFrequency = tensor(axes, device: device).DetachFromDisposeScope(); // [D/2]
        }
    }

    /// <summary>Embeddings of token ids.</summary>
    public Tensor Embed(Tensor ids) // [B, T] -> [B, T, D]
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor flat = ids.reshape(-1);
        Tensor rows = gradients.Concern(embedding) ? EmbeddingLookup.Of(embedding, flat, gradients) : embedding.index_select(0, flat);
        return rows.view(ids.shape[0], ids.shape[1], -1).MoveToOuterDisposeScope();
    }

    /// <summary>Runs all layers.</summary>
    /// <param name="embedded">[B, T, D].</param>
    /// <param name="positions">[3, B, T], int64.</param>
    /// <param name="attention">What the tokens see.</param>
    /// <param name="recomputation">Runs the layers again in the backward pass, or null.</param>
    /// <param name="trace">Receives the intermediate values, or null.</param>
    /// <returns>[B, T, D], after the final norm.</returns>
    public Tensor Forward(Tensor embedded, Tensor positions, DecoderAttention attention, Recomputation? recomputation, ForwardTrace? trace)
    {
        using DisposeScope scope = NewDisposeScope();
        RotaryTable rotary = Rotary(positions, embedded.dtype);
        Tensor hidden = embedded;
        for (int i = 0; i < layers.Length; i++)
        {
            trace?.Record($"hidden.{i}", hidden);
            hidden = recomputation is null
                ? layers[i].Forward(hidden, rotary, attention)
                : Layer(i, hidden, rotary, attention, recomputation);
        }

        Tensor normal = norm.Apply(hidden);
        trace?.Record($"hidden.{layers.Length}", normal);
        return normal.MoveToOuterDisposeScope();
    }

    // The attention's tensors go through as inputs: the attention itself is gone when the backward pass comes.
    private Tensor Layer(int index, Tensor hidden, RotaryTable rotary, DecoderAttention attention, Recomputation recomputation)
    {
        List<Tensor> results = recomputation.Run(
            $"layers.{index}",
            inputs =>
            {
                using DecoderAttention own = attention.Again(index, [.. inputs.Skip(3)]);
                Tensor next = layers[index].Forward(inputs[0], new RotaryTable(inputs[1], inputs[2]), own);
                return [next, .. own.TakeMemory(index)];
            },
            [hidden, rotary.Cosine, rotary.SignedSine, .. attention.Needs(index)]);
        attention.GiveMemory(index, [.. results.Skip(1)]);
        return results[0];
    }

    // Frequency i turns with the axis that its section names.
    private RotaryTable Rotary(Tensor positions, ScalarType type)
    {
        Tensor angles = positions.to_type(ScalarType.Float32).index_select(0, axisOfFrequency).permute(1, 2, 0) * frequencies; // [B, T, D/2]
        return RotaryTable.Of(angles.unsqueeze(2), type); // [B, T, 1, D]
    }

    public void Dispose()
    {
        frequencies.Dispose();
        axisOfFrequency.Dispose();
    }
}
