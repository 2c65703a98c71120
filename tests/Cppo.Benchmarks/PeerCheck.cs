using Cppo.Images;
using Cppo.Models;
using Cppo.Models.Language;
using Cppo.Models.Prompts;
using Cppo.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cppo.Benchmarks;

/// <summary>Whether our model and the peer's graph give the same logits at random weights, biases and norms included.</summary>
/// <param name="Forward">Largest difference of a logit in whole rows.</param>
/// <param name="Decode">Largest difference when the graph continues from our keys and values, token by token.</param>
/// <param name="Largest">The largest logit, to measure them by.</param>
internal sealed record PeerCheck(double Forward, double Decode, double Largest)
{
    /// <summary>The most that rounding in float32 explains, as a share of the largest logit.</summary>
    public const double Allowed = 2e-5;

    private const int Continued = 3;

    /// <summary>Compares.</summary>
    /// <exception cref="CppoException">They differ by more than rounding.</exception>
    public static PeerCheck Run(WorkOrder work)
    {
        using Policy policy = work.CreatePolicy(seed: 2);
        Scatter(policy.Parameters);
        using PeerGraph graph = PeerGraph.Load(work, policy.Parameters)!;
        using IDisposable none = no_grad();
        using DisposeScope scope = NewDisposeScope();
        PeerLayout layout = graph.Layout;
        long[] ids = graph.Rows(layout.Rows, new CounterRandom(2, "bench rows"));
        PixelPatches[] pictures = [.. Enumerable.Range(0, layout.Rows).Select(row => policy.ImageProcessor.Process(work.Picture(row)))];
        EncodedPrompt[] Rows(int tokens) => [.. pictures.Select((picture, row) =>
            graph.Prompt(ids.AsSpan(row * layout.Length, layout.Length), tokens, picture, policy.Model.Configuration))];

        using TokenBatch whole = TokenBatch.LeftPadded(Rows(layout.Length), policy.Model.Configuration, policy.Model.Type, policy.Model.Device);
        using CausalAttention attention = new(null, policy.Model.Type, policy.Model.Configuration.Text.Layers);
        Tensor ours = policy.Model.Logits(policy.Model.Forward(whole, attention)); // [R, L, V]
        Tensor tokens = tensor(ids, [layout.Rows, layout.Length]);
        Tensor theirs = graph.Forward(tokens, whole.Pixels!);

        EncodedPrompt[] prompts = Rows(layout.PromptLength);
        (Tensor keys, Tensor values) = Caches(policy.Model, prompts, 1);
        double decoded = 0;
        for (int i = 0; i < Continued; i++)
        {
            int at = layout.PromptLength + i;
            Tensor position = full([3, layout.Rows, 1], prompts[0].Positions.Next + i, ScalarType.Int64);
            (Tensor logits, keys, values) = graph.Decode(tokens.narrow(1, at, 1), position, keys, values);
            decoded = Math.Max(decoded, Difference(ours.select(1, at), logits));
        }

        PeerCheck check = new(Difference(ours, theirs), decoded, ours.abs().max().ToDouble());
        if (Math.Max(check.Forward, check.Decode) <= Allowed * check.Largest) return check;
        throw new CppoException(
            $"{work.Name}: our logits and the peer's differ by {Math.Max(check.Forward, check.Decode):G3} where the largest is {check.Largest:G3}, more than rounding explains.",
            "One of the two computes something else: compare layer by layer before any time means something.");
    }

    /// <summary>What prompts leave behind for the decode graph, each repeated for its group: keys and values [layers, P * group, kv, L, head].</summary>
    public static (Tensor Keys, Tensor Values) Caches(QwenModel model, IReadOnlyList<EncodedPrompt> prompts, int group)
    {
        using IDisposable none = no_grad();
        using DisposeScope scope = NewDisposeScope();
        using TokenBatch batch = TokenBatch.LeftPadded(prompts, model.Configuration, model.Type, model.Device);
        using PromptMemory memory = PromptMemory.Of(model, batch);
        Tensor Join(Func<KeyValues, Tensor> part) =>
            stack(memory.Layers.Select(layer => part(layer).repeat_interleave(group, 0)), 0).MoveToOuterDisposeScope();
        return (Join(layer => layer.Keys), Join(layer => layer.Values));
    }

    // New models have biases of 0 and norms of 1, and weights too small for attention to prefer anything: a mistake could hide.
    private static void Scatter(ParameterStore weights)
    {
        const double Spread = 0.1, Larger = 3;
        using IDisposable none = no_grad();
        using Generator generator = new(seed: 3);
        foreach ((string _, Parameter weight) in weights)
        {
            if (weight.dim() > 1) weight.mul_(Larger);
            else weight.add_(randn(weight.shape, generator: generator).mul_(Spread));
        }
    }

    private static double Difference(Tensor a, Tensor b) => (a - b).abs().max().ToDouble();
}
