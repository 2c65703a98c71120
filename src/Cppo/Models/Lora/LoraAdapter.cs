using Cppo.Models.Layers;
using Cppo.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Models.Lora;

/// <summary>
/// A LoRA adapter on a model: its options, its weights and a switch. Made by <see cref="QwenModel.AddAdapter"/> or
/// <see cref="QwenModel.LoadAdapter"/>; the model disposes of it.
/// </summary>
public sealed class LoraAdapter : IDisposable
{
    private readonly IReadOnlyDictionary<string, LinearLayer> layers;

    /// <param name="layers">All linear layers of the model.</param>
    /// <param name="options">Rank, scale, dropout.</param>
    /// <param name="parameters">A and B of each target, by PEFT's names; taken over.</param>
    internal LoraAdapter(IReadOnlyDictionary<string, LinearLayer> layers, LoraOptions options, ParameterStore parameters)
    {
        (this.layers, Options, Parameters) = (layers, options, parameters);
        Modules = [.. layers.Keys.Where(module => parameters.Contains(AdapterNames.Down(module)))];
        foreach (string module in Modules)
            layers[module].Branch = new(this, parameters[AdapterNames.Down(module)], parameters[AdapterNames.Up(module)]);
    }

    /// <summary>Rank, scale, dropout.</summary>
    public LoraOptions Options { get; }

    /// <summary>A and B of each target, by PEFT's names; float32 where the model is of half precision.</summary>
    public ParameterStore Parameters { get; }

    /// <summary>Names of the linear layers that it changes, in the model's order.</summary>
    public IReadOnlyList<string> Modules { get; }

    /// <summary>Whether it acts; false: the model is its base.</summary>
    public bool Enabled
    {
        get => State.Enabled;
        set => State = State with { Enabled = value };
    }

    /// <summary>All that changes from pass to pass; a recomputed pass takes it up where the first one did.</summary>
    internal LoraState State { get; set; } = new(Enabled: true, Drops: false, Step: 0, Draw: 0);

    /// <summary>Writes adapter_config.json and adapter_model.safetensors as PEFT does. Loading gives the same bits.</summary>
    /// <param name="folder">Made if it is not there; files of the same names are replaced.</param>
    /// <param name="baseModel">Name or folder of the base model, which PEFT reads; may be left out.</param>
    public void Save(string folder, string? baseModel = null) => AdapterFiles.Save(folder, this, [.. layers.Keys], baseModel);

    /// <summary>A new adapter: A uniform within 1 / sqrt(in) as PEFT draws it, B zero, so that it changes nothing yet.</summary>
    internal static LoraAdapter New(IReadOnlyDictionary<string, LinearLayer> layers, LoraOptions options, bool trainable)
    {
        options.Validate();
        IReadOnlyList<string> modules = NamePattern.Select([.. layers.Keys], options.Targets, "linear layer");
        ParameterStore parameters = new();
        using DisposeScope scope = NewDisposeScope();
        using var frozen = no_grad();
        foreach (string module in modules)
        {
            Tensor weight = layers[module].Weight;
            ScalarType type = TypeFor(weight.dtype);
            double bound = 1 / Math.Sqrt(weight.shape[1]);
            CounterRandom random = new(options.Seed, "lora " + module);
            float[] values = new float[options.Rank * weight.shape[1]];
            for (int i = 0; i < values.Length; i++) values[i] = (float)random.Uniform(-bound, bound);
            parameters.Add(AdapterNames.Down(module), tensor(values, [options.Rank, weight.shape[1]], type, weight.device), trainable);
            parameters.Add(AdapterNames.Up(module), zeros([weight.shape[0], options.Rank], type, weight.device), trainable);
        }

        return new(layers, options, parameters);
    }

    /// <summary>The same adapter with its own weights, on another model of the same shape.</summary>
    internal LoraAdapter CopyTo(IReadOnlyDictionary<string, LinearLayer> others, bool trainable) =>
        new(others, Options, Parameters.Copy(trainable)) { Enabled = Enabled };

    /// <summary>Half precision is too coarse for the small numbers of an adapter; PEFT keeps it in float32 too.</summary>
    internal static ScalarType TypeFor(ScalarType model) => model is ScalarType.Float16 or ScalarType.BFloat16 ? ScalarType.Float32 : model;

    /// <summary>Adds the low-rank part to the weights. What is trained in half precision rounds here.</summary>
    internal void Merge()
    {
        using var frozen = no_grad();
        foreach (string module in Modules)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor weight = layers[module].Weight.detach();
            weight.copy_(weight.to_type(TypeFor(weight.dtype)) + layers[module].Branch!.Product(TypeFor(weight.dtype)));
        }
    }

    /// <summary>Dropout draws from here on are a function of the seed and the step: a resumed run drops what an unbroken one does.</summary>
    internal void BeginStep(ulong step) => State = State with { Step = step, Draw = 0 };

    /// <summary>Whether dropout acts in a pass without gradients, too, because it will be repeated with them.</summary>
    internal bool Rehearses
    {
        get => State.Rehearses;
        set => State = State with { Rehearses = value };
    }

    /// <summary>Dropout acts in passes that record gradients, and in rehearsals of them.</summary>
    internal void BeginPass() => State = State with { Drops = is_grad_enabled() || Rehearses };

    /// <summary>The seed of the next dropout mask.</summary>
    internal ulong NextDraw()
    {
        CounterRandom random = new(Options.Seed, "lora dropout", State.Step, State.Draw);
        State = State with { Draw = State.Draw + 1 };
        return ((ulong)random.NextUInt32() << 32) | random.NextUInt32();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (string module in Modules) layers[module].Branch = null;
        Parameters.Dispose();
    }
}
