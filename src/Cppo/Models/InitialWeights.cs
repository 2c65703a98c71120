using System.Runtime.InteropServices;
using Cppo.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Models;

/// <summary>
/// Random weights for training from nothing: linear and embedding weights normal, biases 0, norms 1 (transformers,
/// PreTrainedModel._init_weights with initializer_range 0.02). Each tensor has a stream of its own, so its numbers do not depend on the others.
/// </summary>
internal static class InitialWeights
{
    public const double StandardDeviation = 0.02;

    public static ParameterStore Draw(QwenConfiguration configuration, ulong seed, ScalarType type, Device device, bool trainable)
    {
        ParameterStore store = new();
        try
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable frozen = no_grad();
            foreach ((string name, long[] shape) in ParameterLayout.Of(configuration))
                store.Add(name, Values(name, shape, seed).to(type, device), trainable);
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    // Drawn in float32 on the host whatever the type, so that every device and precision starts from the same model.
    private static Tensor Values(string name, long[] shape, ulong seed)
    {
        if (name.EndsWith(".bias", StringComparison.Ordinal)) return zeros(shape, ScalarType.Float32);
        // The only weights of one dimension are those of norms.
        if (shape.Length == 1) return ones(shape, ScalarType.Float32);
        CounterRandom random = new(seed, $"initial weights of {name}");
        Tensor values = empty(shape, ScalarType.Float32);
        foreach (ref float value in MemoryMarshal.Cast<byte, float>(values.bytes)) value = (float)(StandardDeviation * random.Normal());
        return values;
    }
}
