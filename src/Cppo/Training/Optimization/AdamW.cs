using Cppo.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Training.Optimization;

/// <summary>
/// AdamW with gradient clipping (arXiv 1711.05101, algorithm 2). Beside PyTorch's it keeps float32 master weights and moments for
/// parameters of half precision (an update of 1e-6 is lost in bfloat16), skips a step whose gradient norm is not
/// finite without counting it, and exports its state as named tensors for a bit-exact resume.
/// Parameters are updated in place; a parameter without a gradient is left alone.
/// </summary>
public sealed class AdamW : IDisposable
{
    private readonly List<AdamWSlot> slots;

    /// <summary>Takes parameters over; build it after the model has its type and device.</summary>
    /// <param name="parameters">Names and leaf tensors that require a gradient. Names must differ.</param>
    /// <param name="options">Options; null: the defaults.</param>
    public AdamW(IEnumerable<(string Name, Tensor Parameter)> parameters, AdamWOptions? options = null)
    {
        Libtorch.Require();
        Options = options ?? new AdamWOptions();
        slots = [.. parameters.Select(pair => new AdamWSlot(pair.Name, pair.Parameter))];
        if (slots.GroupBy(slot => slot.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new CppoException(
                $"Two parameters are called \"{twice.Key}\".", "Give each parameter its own name; the state is saved by name.");
        }
    }

    /// <summary>The options.</summary>
    public AdamWOptions Options { get; }

    /// <summary>Updates made so far; skipped ones do not count.</summary>
    public long Steps { get; private set; }

    /// <summary>
    /// Adds each parameter's gradient to a float32 sum where the parameter is of half precision, and clears it: call it after the
    /// backward pass of each micro-batch, so that many small contributions are not rounded away. Does nothing for other types.
    /// </summary>
    public void Accumulate()
    {
        using IDisposable still = no_grad();
        foreach (AdamWSlot slot in slots) slot.Accumulate();
    }

    /// <summary>Clips the gradient, makes one update and leaves the gradients as they are.</summary>
    /// <param name="learningRate">The rate of this update.</param>
    public UpdateReport Step(double learningRate)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable still = no_grad();
        (AdamWSlot Slot, Tensor Gradient)[] work = [.. Gradients()];
        if (work.Length == 0)
        {
            return new(0, false, "No parameter has a gradient.", double.NaN);
        }

        Tensor[] norms = [.. work.Select(item => linalg.vector_norm(item.Gradient))];
        double norm = linalg.vector_norm(stack([.. norms.Select(each => each.to(norms[0].dtype, norms[0].device))])).ToDouble();
        if (!double.IsFinite(norm))
        {
            string where = work.Where((_, index) => !double.IsFinite(norms[index].ToDouble()))
                .Select(item => item.Slot.Name).DefaultIfEmpty("the sum over all parameters").First();
            return new(norm, false, $"The gradient norm is not finite ({norm}); the first such gradient is that of {where}.", double.NaN);
        }

        double factor = Options.MaximumGradientNorm is { } most ? most / (norm + 1e-6) : 1;
        bool clipped = factor < 1;
        Steps++;
        double squaredLength = 0;
        foreach ((AdamWSlot slot, Tensor gradient) in work)
        {
            using DisposeScope one = NewDisposeScope();
            squaredLength += slot.Update(gradient, clipped ? factor : 1, learningRate, Steps, Options);
        }

        return new(norm, clipped, null, Options.MeasureStepLength ? Math.Sqrt(squaredLength) : double.NaN);
    }

    /// <summary>Clears all gradients.</summary>
    public void ZeroGradients()
    {
        foreach (AdamWSlot slot in slots) slot.ZeroGradient();
    }

    /// <summary>
    /// The whole state by name, as it stands: "steps" (int64), and for each parameter "NAME/first", "NAME/second" and, where
    /// there is one, "NAME/master". The tensors are the optimizer's own, not copies: save them before the next step.
    /// </summary>
    public IReadOnlyDictionary<string, Tensor> ExportState()
    {
        Dictionary<string, Tensor> state = new() { ["steps"] = tensor(Steps, ScalarType.Int64) };
        foreach (AdamWSlot slot in slots)
        {
            foreach ((string part, Tensor value) in slot.Parts()) state[$"{slot.Name}/{part}"] = value;
        }

        return state;
    }

    /// <summary>Takes a state over, by copying. Parameters of half precision are set from their master weights.</summary>
    /// <param name="state">What <see cref="ExportState"/> gave for the same parameters.</param>
    public void ImportState(IReadOnlyDictionary<string, Tensor> state)
    {
        using IDisposable still = no_grad();
        Tensor steps = Part(state, "steps", []);
        foreach (AdamWSlot slot in slots)
        {
            foreach ((string part, Tensor value) in slot.Parts()) _ = Part(state, $"{slot.Name}/{part}", value.shape, value.dtype);
        }

        foreach (AdamWSlot slot in slots) slot.Import(part => state[$"{slot.Name}/{part}"]);
        Steps = steps.item<long>();
    }

    /// <summary>Frees moments and master weights; the parameters stay.</summary>
    public void Dispose()
    {
        foreach (AdamWSlot slot in slots) slot.Dispose();
    }

    private IEnumerable<(AdamWSlot Slot, Tensor Gradient)> Gradients()
    {
        foreach (AdamWSlot slot in slots)
        {
            if (slot.Gradient() is { } gradient) yield return (slot, gradient);
        }
    }

    private static Tensor Part(
        IReadOnlyDictionary<string, Tensor> state, string name, long[] shape, ScalarType type = ScalarType.Int64)
    {
        if (!state.TryGetValue(name, out Tensor? value))
        {
            throw new CppoException(
                $"The optimizer state has no \"{name}\".", "Resume with the checkpoint of this very model and method.");
        }

        if (!value.shape.AsSpan().SequenceEqual(shape) || value.dtype != type)
        {
            throw new CppoException(
                $"The optimizer state \"{name}\" is {value.dtype} [{string.Join(", ", value.shape)}], expected {type} [{string.Join(", ", shape)}].",
                "Resume with the checkpoint of this very model and method.");
        }

        return value;
    }
}
