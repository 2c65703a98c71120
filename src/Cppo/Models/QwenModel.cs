using Cppo.Models.Language;
using Cppo.Models.Layers;
using Cppo.Models.Lora;
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
        if (Device.type == DeviceType.CPU) CpuThreads.Suit(parameters.Elements);
        vision = new(configuration.Vision, parameters);
        decoder = new(configuration.Text, parameters, LargeGradients, Device);
        Head = parameters[configuration.Text.TiedEmbeddings ? ParameterLayout.Embedding : ParameterLayout.Head];
    }

    /// <summary>Sizes and special ids.</summary>
    public QwenConfiguration Configuration { get; }

    /// <summary>The weights by published name.</summary>
    public ParameterStore Parameters { get; }

    /// <summary>The LoRA adapter; null without one.</summary>
    public LoraAdapter? Adapter { get; private set; }

    /// <summary>Every tensor that decides what the model computes, by name: the weights, then the adapter's.</summary>
    public IEnumerable<KeyValuePair<string, Parameter>> AllParameters => Adapter is null ? Parameters : Parameters.Concat(Adapter.Parameters);

    /// <summary>Those of <see cref="AllParameters"/> that take gradients.</summary>
    public IEnumerable<KeyValuePair<string, Parameter>> Trainable => AllParameters.Where(entry => entry.Value.requires_grad);

    /// <summary>Where the weights are.</summary>
    public Device Device => Parameters.Values[0].device;

    /// <summary>The weights' type, in which the model computes (norms and rotary tables in float32).</summary>
    public ScalarType Type => Parameters.Values[0].dtype;

    /// <summary>
    /// How many logits are held at a time when responses are scored (rows x vocabulary); beyond it they are computed in chunks, and
    /// once more in the backward pass. Results are the same to rounding. Default: 4.2 million, 17 MB in float32.
    /// </summary>
    public long LogitsAtOnce { get; set; } = 1 << 22;

    /// <summary>
    /// Whether scoring with gradients keeps each layer's inputs only and computes the layer again in the backward pass: about a third
    /// of the activations and nearly half as much time again where it was measured (<c>./cppo.sh bench recomputation</c>), the same
    /// gradients bit for bit.
    /// </summary>
    public bool RecomputeActivations { get; set; }

    /// <summary>Where the gradients of embedding and head are added up.</summary>
    internal LargeGradients LargeGradients { get; } = new();

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

    /// <summary>A model with random weights, to be trained from nothing: normal with sigma 0.02, biases 0, norms 1.</summary>
    /// <param name="configuration">Sizes and special ids.</param>
    /// <param name="seed">Equal seeds give equal weights, on every machine.</param>
    /// <param name="device">Where the weights go; the CPU where null.</param>
    /// <param name="type">float32, float64 or bfloat16.</param>
    /// <param name="trainable">Whether backward passes leave gradients on the weights.</param>
    public static QwenModel Create(
        QwenConfiguration configuration, ulong seed, Device? device = null, ScalarType type = ScalarType.Float32, bool trainable = true)
    {
        Libtorch.Require();
        return new(configuration, InitialWeights.Draw(configuration, seed, type, device ?? CPU, trainable));
    }

    /// <summary>Writes config.json and the weights, in published names and in the weights' own type. Loading gives the same bits.</summary>
    /// <param name="folder">Made if it is not there; files of the same names are replaced.</param>
    /// <param name="shardBytes">Largest size of one file of weights; above it, several with an index.</param>
    /// <exception cref="ModelException">There is an adapter, which these files cannot hold.</exception>
    public void Save(string folder, long shardBytes = DefaultShardBytes)
    {
        if (Adapter is not null) throw new ModelException("The model has a LoRA adapter, which a model folder does not hold.", "Merge it first (MergeAdapter), or save it alone (Adapter.Save).");
        Checkpoint.Save(folder, Parameters, shardBytes);
        JsonFile.Write(Path.Combine(folder, "config.json"), Configuration.SourceOfType(Type));
    }

    /// <summary>A second model with its own copy of the weights, and of the adapter where there is one.</summary>
    /// <param name="trainable">Whether the copy's weights take gradients; false for a frozen reference.</param>
    public QwenModel Clone(bool trainable = false)
    {
        QwenModel clone = new(Configuration, Parameters.Copy(trainable)) { LogitsAtOnce = LogitsAtOnce, RecomputeActivations = RecomputeActivations };
        clone.Adapter = Adapter?.CopyTo(clone.Parameters.Linear, trainable);
        return clone;
    }

    /// <summary>Puts a new LoRA adapter on the model and freezes everything else. It changes nothing until it is trained.</summary>
    /// <param name="options">Rank, scale, dropout, targets.</param>
    /// <exception cref="CppoException">There is one already, an option is outside its range, or a target names no linear layer.</exception>
    public LoraAdapter AddAdapter(LoraOptions options) => Adopt(() => LoraAdapter.New(Parameters.Linear, options, trainable: true));

    /// <summary>Loads a LoRA adapter in PEFT's format and freezes everything else.</summary>
    /// <param name="folder">Holds adapter_config.json and adapter_model.safetensors.</param>
    /// <param name="trainable">Whether the adapter's weights take gradients.</param>
    /// <param name="seed">Root of the dropout's random numbers.</param>
    /// <exception cref="CppoException">There is one already, or the files are missing, damaged, or of another model; everything is listed.</exception>
    public LoraAdapter LoadAdapter(string folder, bool trainable = true, ulong seed = 0) =>
        Adopt(() => AdapterFiles.Load(folder, Parameters.Linear, seed, trainable));

    /// <summary>Adds the adapter's products to the weights and removes it: the same function, without its cost.</summary>
    /// <exception cref="ModelException">There is no adapter.</exception>
    public void MergeAdapter()
    {
        if (Adapter is null) throw new ModelException("The model has no adapter to merge.", "Add or load one first.");
        Adapter.Merge();
        RemoveAdapter();
    }

    /// <summary>Removes the adapter, if there is one; the base is left. Frozen weights stay frozen.</summary>
    public void RemoveAdapter()
    {
        Adapter?.Dispose();
        Adapter = null;
    }

    /// <summary>
    /// The backward pass of a training step: as <c>loss.backward()</c>, but the gradients of a large embedding and output head are added
    /// to their <c>grad</c> use by use, instead of one tensor of their size for every use.
    /// </summary>
    /// <param name="loss">A scalar with a graph; the graph is used up.</param>
    public void Backward(Tensor loss)
    {
        using DisposeScope scope = NewDisposeScope(); // what custom functions hand to libtorch is held by it from here on
        LargeGradients.Collect(() => loss.backward());
    }

    /// <summary>One teacher-forced pass over padded rows.</summary>
    /// <returns>[B, L, D], after the final norm.</returns>
    internal Tensor Forward(TokenBatch batch, DecoderAttention attention, ForwardTrace? trace = null)
    {
        using DisposeScope scope = NewDisposeScope();
        Recomputation? recomputation = BeginPass();
        Tensor embedded = decoder.Embed(batch.Ids);
        if (batch.Pixels is not null)
        {
            Tensor features = vision.Forward(batch.Pixels, batch.Grids, recomputation, trace); // [N / 4, D]
            embedded = embedded.view(-1, embedded.shape[2]).index_copy(0, batch.Placeholders, features).view(embedded.shape);
        }

        return decoder.Forward(embedded, batch.Positions, attention, recomputation, trace).MoveToOuterDisposeScope();
    }

    /// <summary>A pass over text that continues what the attention remembers.</summary>
    /// <param name="ids">[B, T].</param>
    /// <param name="positions">[3, B, T].</param>
    /// <param name="attention">What the tokens see besides themselves.</param>
    /// <returns>[B, T, D], after the final norm.</returns>
    internal Tensor Continue(Tensor ids, Tensor positions, DecoderAttention attention)
    {
        using DisposeScope scope = NewDisposeScope();
        return decoder.Forward(decoder.Embed(ids), positions, attention, BeginPass(), null).MoveToOuterDisposeScope();
    }

    /// <summary>Logits of hidden states.</summary>
    internal Tensor Logits(Tensor hidden) => nn.functional.linear(hidden, Head); // [..., D] -> [..., V]

    /// <summary>To be disposed of after the last token.</summary>
    internal SamplingTime BeginSampling() => new(Parameters);

    private Recomputation? BeginPass()
    {
        Adapter?.BeginPass();
        return RecomputeActivations && is_grad_enabled() ? new([.. Trainable], Adapter) : null;
    }

    private LoraAdapter Adopt(Func<LoraAdapter> make)
    {
        if (Adapter is not null) throw new ModelException("The model has an adapter already.", "Merge or remove it first.");
        Adapter = make();
        Parameters.Freeze("*");
        return Adapter;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        RemoveAdapter();
        vision.Dispose();
        decoder.Dispose();
        Parameters.Dispose();
    }
}
