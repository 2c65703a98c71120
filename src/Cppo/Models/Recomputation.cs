using Cppo.Models.Lora;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cppo.Models;

/// <summary>
/// Layers that keep their inputs only and are run once more in the backward pass: less activation memory for more
/// computation (arXiv 1604.06174). The same operations run on the same numbers, so gradients are equal bit for bit.
/// </summary>
/// <param name="trainable">Every weight that takes a gradient, by name.</param>
/// <param name="adapter">Whose dropout has to draw the same once more; null without one.</param>
internal sealed class Recomputation(IReadOnlyList<KeyValuePair<string, Parameter>> trainable, LoraAdapter? adapter)
{
    /// <summary>Runs a layer. Inside no_grad it is just the layer.</summary>
    /// <param name="name">Name of the layer ("layers.3"): its weights are those whose names hold it.</param>
    /// <param name="layer">A function of the inputs and of those weights alone. What else it reads must still be there in the backward pass.</param>
    /// <param name="inputs">Its inputs; gradients flow to those that have any.</param>
    public List<Tensor> Run(string name, Func<IReadOnlyList<Tensor>, List<Tensor>> layer, IReadOnlyList<Tensor> inputs)
    {
        if (!is_grad_enabled()) return layer(inputs);
        Parameter[] weights = [.. trainable.Where(entry => entry.Key.Contains($".{name}.", StringComparison.Ordinal)).Select(entry => entry.Value)];
        LoraState state = adapter?.State ?? default;
        return Function.apply([new Work(Again, inputs.Count, weights), .. inputs, .. weights]);

        // The first call is the forward pass, which moves the adapter's random numbers on; later ones go back to where it stood.
        List<Tensor> Again(IReadOnlyList<Tensor> given, bool isFirst)
        {
            if (adapter is null || isFirst) return layer(given);
            LoraState now = adapter.State;
            adapter.State = state;
            try
            {
                return layer(given);
            }
            finally
            {
                adapter.State = now;
            }
        }
    }

    private sealed record Work(Func<IReadOnlyList<Tensor>, bool, List<Tensor>> Layer, int Inputs, Parameter[] Weights);

    private sealed class Function : autograd.MultiTensorFunction<Function>
    {
        /// <inheritdoc/>
        public override string Name => nameof(Recomputation);

        /// <inheritdoc/>
        public override List<Tensor> forward(autograd.AutogradContext context, params object[] arguments)
        {
            Work work = (Work)arguments[0];
            List<Tensor> inputs = [.. arguments.Skip(1).Take(work.Inputs).Cast<Tensor>()];
            context.save_for_backward(inputs);
            context.save_data(nameof(Work), work);
            context.set_materialize_grads(false); // its own zeros would be made from tensors that a scope has disposed of
            return work.Layer(inputs, true);
        }

        /// <inheritdoc/>
        public override List<Tensor> backward(autograd.AutogradContext context, List<Tensor> gradients)
        {
            using DisposeScope scope = NewDisposeScope();
            using var recording = enable_grad();
            Work work = (Work)context.get_data(nameof(Work));
            Tensor[] inputs = [.. context.get_saved_variables().Select(Leaf)];
            (Tensor Value, Tensor Gradient)[] results = [.. work.Layer(inputs, false).Zip(gradients).Where(pair => !pair.Second.IsInvalid)];
            Tensor[] targets = [.. inputs.Where(input => input.requires_grad), .. work.Weights];
            IList<Tensor> found = autograd.grad(
                [.. results.Select(pair => pair.Value)], targets, [.. results.Select(pair => pair.Gradient)], allow_unused: true);
            Queue<Tensor> next = new(found);
            return
            [
                null!, // the work
                .. inputs.Select(input => input.requires_grad ? Leaving(next.Dequeue()) : null!),
                .. work.Weights.Select(_ => Leaving(next.Dequeue())),
            ];
        }

        private static Tensor Leaf(Tensor saved) => saved.requires_grad ? saved.detach().requires_grad_() : saved;

        private static Tensor Leaving(Tensor gradient) => gradient is null || gradient.IsInvalid ? null! : gradient.MoveToOuterDisposeScope();
    }
}
