using Cppo.Images;
using Cppo.Models;
using Cppo.Objective;
using Cppo.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Benchmarks;

/// <summary>
/// What a user of transformers would run, on the exported graph: generate with a cache that grows by concatenation, and an update in the style
/// of verl. Without Python's overhead, which such a user pays on top.
/// </summary>
internal sealed class PeerRun : IDisposable
{
    private const double KlCoefficient = 0.01, ClipRange = 0.2, ContrastCoefficient = 0.01, GradientNorm = 1, LearningRate = 1e-6;

    private readonly WorkOrder work;
    private readonly PeerLayout layout;
    private readonly PeerGraph graph, reference;
    private readonly optim.Optimizer optimizer;
    private readonly Tensor ids, advantages, keys, values; // [R, L], [R, 1], [layers, R, kv, P, head]
    private readonly Tensor[] pixels; // original, preserving, removing: [prompts, patches, 1176]
    private readonly int firstPosition;

    public PeerRun(WorkOrder work, Policy policy)
    {
        this.work = work;
        graph = PeerGraph.Load(work, policy.Parameters)!;
        reference = PeerGraph.Load(work, policy.Parameters)!;
        layout = graph.Layout;
        optimizer = optim.AdamW(graph.Parameters, LearningRate, weight_decay: 0);
        long[] rows = graph.Rows(Responses, new CounterRandom(1, "bench rows"));
        ids = tensor(rows, [Responses, layout.Length]);
        advantages = tensor(Enumerable.Range(0, Responses).Select(row => row % 2 == 0 ? -1f : 1f).ToArray(), [Responses, 1]);
        PixelPatches[] pictures = [.. Enumerable.Range(0, 3 * work.Prompts).Select(index => policy.ImageProcessor.Process(work.Picture(index)))];
        pixels = [.. pictures.Chunk(work.Prompts).Select(view => tensor(view.SelectMany(picture => picture.Values).ToArray(),
            [work.Prompts, view[0].Grid.Patches, view[0].RowLength]))];
        EncodedPrompt[] prompts = [.. Enumerable.Range(0, work.Prompts).Select(prompt => graph.Prompt(
            rows.AsSpan(prompt * work.Group * layout.Length, layout.Length), layout.PromptLength, pictures[prompt], policy.Model.Configuration))];
        (keys, values) = PeerCheck.Caches(policy.Model, prompts, work.Group);
        firstPosition = prompts[0].Positions.Next;
    }

    private int Responses => work.Prompts * work.Group;

    private int NewTokens => layout.Length - layout.PromptLength;

    /// <summary>
    /// Responses for every prompt, which transformers repeats for its group. The graph's forward pass has the response's length
    /// too and the head over all of it: the prompt is charged with its share of the tokens. Its keys and values are there already.
    /// </summary>
    public StageTime Rollout()
    {
        using IDisposable none = no_grad();
        StageTime passes = StageTime.Of(() =>
        {
            for (int start = 0; start < Responses; start += layout.Rows)
            {
                using DisposeScope scope = NewDisposeScope();
                graph.Forward(ids.narrow(0, start, layout.Rows), Pixels(0, start));
            }
        });
        return ((double)layout.PromptLength / layout.Length * passes) + StageTime.Of(Decode);
    }

    /// <summary>Old and reference log-probabilities in passes of their own, then the update, some responses at a time.</summary>
    /// <param name="contrastive">With both perturbed views of every response.</param>
    public StageTime Update(bool contrastive) => StageTime.Of(() =>
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor old = Fixed(graph), referred = Fixed(reference); // [R, T]
        optimizer.zero_grad();
        for (int start = 0; start < Responses; start += layout.Rows)
        {
            using DisposeScope micro = NewDisposeScope();
            Tensor loss = Loss(start, old.narrow(0, start, layout.Rows), referred.narrow(0, start, layout.Rows), contrastive);
            (loss * ((double)layout.Rows / Responses)).backward();
        }

        nn.utils.clip_grad_norm_(graph.Parameters, GradientNorm);
        optimizer.step();
    });

    private void Decode()
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor grownKeys, Tensor grownValues) = (keys.alias(), values.alias());
        Tensor tokens = ids.narrow(1, layout.PromptLength, 1); // the first is drawn from the prompt's logits
        for (int step = 0; step + 1 < NewTokens; step++)
        {
            using DisposeScope inner = NewDisposeScope();
            Tensor position = full([3, Responses, 1], firstPosition + step, ScalarType.Int64);
            (Tensor logits, Tensor nextKeys, Tensor nextValues) = graph.Decode(tokens, position, grownKeys, grownValues);
            Tensor drawn = multinomial(logits.softmax(-1), 1);
            grownKeys.Dispose();
            grownValues.Dispose();
            tokens.Dispose();
            (tokens, grownKeys, grownValues) = (drawn.MoveToOuterDisposeScope(), nextKeys.MoveToOuterDisposeScope(), nextValues.MoveToOuterDisposeScope());
        }
    }

    private Tensor Fixed(PeerGraph model)
    {
        using IDisposable none = no_grad();
        using DisposeScope scope = NewDisposeScope();
        List<Tensor> parts = [];
        for (int start = 0; start < Responses; start += layout.Rows)
        {
            using DisposeScope micro = NewDisposeScope();
            parts.Add(Taken(Distribution(model, 0, start), start).MoveToOuterDisposeScope());
        }

        return cat(parts, 0).MoveToOuterDisposeScope();
    }

    private Tensor Loss(int start, Tensor old, Tensor referred, bool contrastive)
    {
        Tensor distribution = Distribution(graph, 0, start); // [r, T, V]
        Tensor current = Taken(distribution, start), advantage = advantages.narrow(0, start, layout.Rows);
        Tensor ratio = (current - old).exp();
        Tensor policy = maximum(-advantage * ratio, -advantage * ratio.clamp(1 - ClipRange, 1 + ClipRange));
        Tensor loss = (policy + (KlCoefficient * KullbackLeibler.LowVariance.PerToken(current, referred))).mean();
        if (!contrastive) return loss;

        Tensor removing = Distribution(graph, 2, start);
        Tensor preserved = Taken(Distribution(graph, 1, start), start), removed = Taken(removing, start);
        Tensor selected = Selected(distribution, removing, advantage);
        Tensor contrast = ContrastivePerceptionLoss.Synchronous.PerToken(current, preserved, removed).Loss;
        return loss + (ContrastCoefficient * (contrast * selected).sum() / (selected.sum() + 1e-8));
    }

    // The half of a response's tokens with the largest relative rise of entropy, where the advantage is positive.
    private Tensor Selected(Tensor original, Tensor removing, Tensor advantage)
    {
        using IDisposable none = no_grad();
        Tensor before = Entropy(original), after = Entropy(removing);
        Tensor score = (after - before).clamp(min: 0) / (after + 1e-6); // [r, T]
        Tensor threshold = score.topk(NewTokens / 2, -1).values.narrow(1, (NewTokens / 2) - 1, 1);
        return (score.ge(threshold) & score.gt(0) & advantage.gt(0)).to_type(ScalarType.Float32);
    }

    private Tensor Distribution(PeerGraph model, int view, int start) => model.Forward(ids.narrow(0, start, layout.Rows), Pixels(view, start))
        .narrow(1, layout.PromptLength - 1, NewTokens).log_softmax(-1); // [r, T, V]

    private Tensor Taken(Tensor distribution, int start) => distribution.gather(
        -1, ids.narrow(0, start, layout.Rows).narrow(1, layout.PromptLength, NewTokens).unsqueeze(-1)).squeeze(-1); // [r, T]

    private static Tensor Entropy(Tensor distribution) => -(distribution.exp() * distribution).sum(-1);

    // Every response carries its own picture.
    private Tensor Pixels(int view, int start)
    {
        using Tensor prompts = tensor(Enumerable.Range(start, layout.Rows).Select(row => (long)(row / work.Group)).ToArray());
        using Tensor each = pixels[view].index_select(0, prompts);
        return each.view(-1, each.shape[2]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor tensor in pixels.Append(ids).Append(advantages).Append(keys).Append(values)) tensor.Dispose();
        optimizer.Dispose();
        reference.Dispose();
        graph.Dispose();
    }
}
