using System.Collections;
using Cppo.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cppo.Models;

/// <summary>
/// The weights of a model by their published names, in the order of the published files. Leaf tensors: after a backward pass
/// each one's gradient lies in its <c>grad</c>. A tied output head is the embedding itself and has no entry of its own.
/// </summary>
public sealed class ParameterStore : IReadOnlyCollection<KeyValuePair<string, Parameter>>, IDisposable
{
    private readonly OrderedDictionary<string, Parameter> parameters = [];

    internal ParameterStore()
    {
    }

    /// <summary>A parameter by its published name ("model.layers.0.self_attn.q_proj.weight").</summary>
    /// <exception cref="ModelException">The model has no such parameter.</exception>
    public Parameter this[string name] => parameters.TryGetValue(name, out Parameter? parameter)
        ? parameter
        : throw new ModelException($"The model has no parameter '{name}'.", $"Use one of its {Count} published names, for instance '{Names[0]}'.");

    /// <summary>How many tensors.</summary>
    public int Count => parameters.Count;

    /// <summary>Published names, in order.</summary>
    public IReadOnlyList<string> Names => parameters.Keys;

    /// <summary>The tensors, in order.</summary>
    public IReadOnlyList<Parameter> Values => parameters.Values;

    /// <summary>How many numbers in all.</summary>
    public long Elements => parameters.Values.Sum(parameter => parameter.numel());

    /// <summary>Whether there is a parameter of this name.</summary>
    public bool Contains(string name) => parameters.ContainsKey(name);

    /// <summary>Clears every gradient.</summary>
    public void ClearGradients()
    {
        foreach (Parameter parameter in parameters.Values) parameter.grad = null;
    }

    /// <summary>
    /// Keeps weights as they are: backward passes leave no gradient on them, and compute none that only they would need. Freeze
    /// before an optimizer is built.
    /// </summary>
    /// <param name="patterns">Whole dotted parts of names ("visual.merger", "layers.3", <see cref="ModelParts.VisionTower"/>), * for any characters.</param>
    /// <returns>The names that the patterns match.</returns>
    /// <exception cref="ModelException">A pattern matches nothing.</exception>
    public IReadOnlyList<string> Freeze(params IReadOnlyList<string> patterns) => Train(patterns, false);

    /// <summary>The opposite of <see cref="Freeze"/>.</summary>
    /// <param name="patterns">As there.</param>
    /// <returns>The names that the patterns match.</returns>
    /// <exception cref="ModelException">A pattern matches nothing.</exception>
    public IReadOnlyList<string> Unfreeze(params IReadOnlyList<string> patterns) => Train(patterns, true);

    /// <summary>The linear layers that were built on these weights, by name, in the order of construction.</summary>
    internal OrderedDictionary<string, LinearLayer> Linear { get; } = [];

    /// <summary>Those of them that read the same input.</summary>
    internal List<LinearGroup> Groups { get; } = [];

    /// <summary>Whether the model samples (<see cref="SamplingTime"/>).</summary>
    internal bool Samples { get; set; }

    /// <summary>Takes over a tensor; it lives until the store is disposed of.</summary>
    internal void Add(string name, Tensor values, bool trainable) =>
        parameters.Add(name, (Parameter)new Parameter(values, trainable).DetachFromDisposeScope());

    internal ParameterStore Copy(bool trainable)
    {
        ParameterStore copy = new();
        using DisposeScope scope = NewDisposeScope();
        using var frozen = no_grad();
        foreach ((string name, Parameter parameter) in parameters) copy.Add(name, parameter.detach().clone(), trainable);
        return copy;
    }

    private IReadOnlyList<string> Train(IReadOnlyList<string> patterns, bool trainable)
    {
        IReadOnlyList<string> names = NamePattern.Select(Names, patterns, "parameter");
        foreach (string name in names)
        {
            parameters[name].requires_grad = trainable;
            if (!trainable) parameters[name].grad = null;
        }

        return names;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, Parameter>> GetEnumerator() => parameters.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Parameter parameter in parameters.Values) parameter.Dispose();
        parameters.Clear();
    }
}
