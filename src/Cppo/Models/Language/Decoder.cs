using Cppo.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cppo.Models.Language;

/// <summary>The text decoder: embeddings to normalised hidden states. Source: transformers, Qwen2_5_VLTextModel.</summary>
internal sealed class Decoder : IDisposable
{
    private readonly TextConfiguration text;
    private readonly Parameter embedding;
    private readonly DecoderLayer[] layers;
    private readonly RootMeanSquareNorm norm;
    private readonly Tensor frequencies, axisOfFrequency;

    public Decoder(TextConfiguration text, ParameterStore parameters, Device device)
    {
        this.text = text;
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
        return embedding.index_select(0, ids.reshape(-1)).view(ids.shape[0], ids.shape[1], -1).MoveToOuterDisposeScope();
    }

    /// <summary>Runs all layers.</summary>
    /// <param name="embedded">[B, T, D].</param>
    /// <param name="positions">[3, B, T], int64.</param>
    /// <param name="attention">What the tokens see.</param>
    /// <param name="trace">Receives the intermediate values, or null.</param>
    /// <returns>[B, T, D], after the final norm.</returns>
    public Tensor Forward(Tensor embedded, Tensor positions, DecoderAttention attention, ForwardTrace? trace)
    {
        using DisposeScope scope = NewDisposeScope();
        RotaryTable rotary = Rotary(positions, embedded.dtype);
        Tensor hidden = embedded;
        for (int i = 0; i < layers.Length; i++)
        {
            trace?.Record($"hidden.{i}", hidden);
            hidden = layers[i].Forward(hidden, rotary, attention);
        }

        Tensor normal = norm.Apply(hidden);
        trace?.Record($"hidden.{layers.Length}", normal);
        return normal.MoveToOuterDisposeScope();
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
