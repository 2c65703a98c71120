using Cppo.Models.Language;
using Cppo.Models.Prompts;
using Cppo.Models.Safetensors;
using Cppo.Models.Vision;
using Cppo.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cppo.Models;

/// <summary>
/// Qwen2.5-VL: vision tower, text decoder and output head on one set of weights. Source: transformers,
/// Qwen2_5_VLForConditionalGeneration. Not thread-safe: one thread at a time.
/// </summary>
public sealed class QwenModel : IDisposable
{
    /// <summary>Where published checkpoints are cut into several files.</summary>
    public const long DefaultShardBytes = 5_000_000_000;

    private readonly VisionTower vision;
    private readonly Decoder decoder;

    private QwenModel(QwenConfiguration configuration, ParameterStore parameters)
    {
        (Configuration, Parameters) = (configuration, parameters);
        vision = new(configuration.Vision, parameters);
        decoder = new(configuration.Text, parameters, Device);
        Head = parameters[configuration.Text.TiedEmbeddings ? ParameterLayout.Embedding : ParameterLayout.Head];
    }

    /// <summary>Sizes and special ids.</summary>
    public QwenConfiguration Configuration { get; }

    /// <summary>The weights by published name.</summary>
    public ParameterStore Parameters { get; }

    /// <summary>Where the weights are.</summary>
    public Device Device => Parameters.Values[0].device;

    /// <summary>The weights' type, in which the model computes (norms and rotary tables in float32).</summary>
    public ScalarType Type => Parameters.Values[0].dtype;

    /// <summary>
    /// How many logits are held at a time when responses are scored (rows x vocabulary); beyond it they are computed in chunks, and
    /// once more in the backward pass. Results are the same to rounding. Default: 16.8 million, 67 MB in float32.
    /// </summary>
    public long LogitsAtOnce { get; set; } = 1 << 24;

    /// <summary>[V, D]: the output head; the embedding itself where the two are tied.</summary>
    internal Parameter Head { get; }

    /// <summary>Loads a folder in Hugging Face layout: config.json and safetensors files, one or several.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="device">Where the weights go; the CPU where null.</param>
    /// <param name="type">float32, float64 or bfloat16; the files' own type does not matter.</param>
    /// <param name="trainable">Whether backward passes leave gradients on the weights.</param>
    /// <exception cref="ModelException">Anything that is wrong with the files, all of it.</exception>
    public static QwenModel Load(string folder, Device? device = null, ScalarType type = ScalarType.Float32, bool trainable = true)
    {
        Libtorch.Require();
        QwenConfiguration configuration = QwenConfiguration.Load(folder);
        return new(configuration, Checkpoint.Load(folder, configuration, type, device ?? CPU, trainable));
    }

    /// <summary>Writes config.json and the weights, in published names and in the weights' own type. Loading gives the same bits.</summary>
    /// <param name="folder">Made if it is not there; files of the same names are replaced.</param>
    /// <param name="shardBytes">Largest size of one file of weights; above it, several with an index.</param>
    public void Save(string folder, long shardBytes = DefaultShardBytes)
    {
        Checkpoint.Save(folder, Parameters, shardBytes);
        JsonFile.Write(Path.Combine(folder, "config.json"), Configuration.SourceOfType(Type));
    }

    /// <summary>A second model with its own copy of the weights.</summary>
    /// <param name="trainable">Whether the copy's weights take gradients; false for a frozen reference.</param>
    public QwenModel Clone(bool trainable = false) => new(Configuration, Parameters.Copy(trainable)) { LogitsAtOnce = LogitsAtOnce };

    /// <summary>One teacher-forced pass over padded rows.</summary>
    /// <returns>[B, L, D], after the final norm.</returns>
    internal Tensor Forward(TokenBatch batch, DecoderAttention attention, ForwardTrace? trace = null)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor embedded = decoder.Embed(batch.Ids);
        if (batch.Pixels is not null)
        {
            Tensor features = vision.Forward(batch.Pixels, batch.Grids, trace); // [N / 4, D]
            embedded = embedded.view(-1, embedded.shape[2]).index_copy(0, batch.Placeholders, features).view(embedded.shape);
        }

        return decoder.Forward(embedded, batch.Positions, attention, trace).MoveToOuterDisposeScope();
    }

    /// <summary>A pass over text that continues what the attention remembers.</summary>
    /// <param name="ids">[B, T].</param>
    /// <param name="positions">[3, B, T].</param>
    /// <param name="attention">What the tokens see besides themselves.</param>
    /// <returns>[B, T, D], after the final norm.</returns>
    internal Tensor Continue(Tensor ids, Tensor positions, DecoderAttention attention)
    {
        using DisposeScope scope = NewDisposeScope();
        return decoder.Forward(decoder.Embed(ids), positions, attention, null).MoveToOuterDisposeScope();
    }

    /// <summary>Logits of hidden states.</summary>
    internal Tensor Logits(Tensor hidden) => nn.functional.linear(hidden, Head); // [..., D] -> [..., V]

    /// <inheritdoc/>
    public void Dispose()
    {
        vision.Dispose();
        decoder.Dispose();
        Parameters.Dispose();
    }
}
