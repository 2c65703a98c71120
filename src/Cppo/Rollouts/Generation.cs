using Cppo.Models;
using Cppo.Models.Language;
using Cppo.Models.Prompts;
using Cppo.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Rollouts;

/// <summary>One row of a batch that is being sampled.</summary>
internal sealed class GeneratedRow(int prompt, CounterRandom random)
{
    public int Prompt { get; } = prompt;

    /// <summary>The row's own stream: draw number i belongs to token i.</summary>
    public CounterRandom Random { get; } = random;

    public List<int> Tokens { get; } = [];

    public List<float> LogProbabilities { get; } = [];

    public StopReason Stop { get; set; } = StopReason.Length;
}

/// <summary>Samples a batch of rows token by token. Prompts run once; rows that ended leave the batch.</summary>
internal sealed class Generation(QwenModel model, SamplingOptions options, IReadOnlyCollection<int> endTokens, IReadOnlyList<int> unsayable)
{
    // Below this share of ended rows, computing them once more is cheaper than moving the caches of the others.
    private const double ShareWorthMoving = 0.125;

    /// <summary>Called with the step and its logits [A, V] before any of them is suppressed; for tests.</summary>
    public Action<int, Tensor>? Observer { get; init; }

    /// <summary>Fills the rows.</summary>
    /// <param name="prompts">The prompts.</param>
    /// <param name="rows">Ordered by prompt.</param>
    /// <param name="cancellation">Looked at before every token.</param>
    public void Run(IReadOnlyList<EncodedPrompt> prompts, IReadOnlyList<GeneratedRow> rows, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var gradients = no_grad();
        using DisposeScope scope = NewDisposeScope();
        using TokenBatch batch = TokenBatch.LeftPadded(prompts, model.Configuration, model.Type, model.Device);
        using PromptMemory memory = PromptMemory.Of(model, batch);
        long[] promptOf = [.. rows.Select(row => (long)row.Prompt)];
        using DecodingAttention attention = new(memory.Layers, batch.Mask, promptOf);
        TokenDraw draw = new(options, tensor(unsayable.Select(id => (long)id).ToArray(), device: model.Device));
        GeneratedRow[] active = [.. rows];
        Tensor logits = model.Logits(memory.LastHidden).index_select(0, tensor(promptOf, device: model.Device)); // [R, V]
        for (int step = 0; ; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using DisposeScope inner = NewDisposeScope();
            Observer?.Invoke(step, logits);
            DrawnTokens drawn = draw.Draw(logits, [.. active.Select(row => options.Greedy ? 0 : row.Random.NextDouble())]);
            int ended = Append(active, drawn);
            if (ended == active.Length || step + 1 == options.MaxNewTokens) return;
            long[] next = drawn.Tokens;
            if (ended > ShareWorthMoving * active.Length)
            {
                long[] kept = [.. Enumerable.Range(0, active.Length).Where(i => !Ended(active[i])).Select(i => (long)i)];
                attention.Keep(kept);
                active = [.. kept.Select(i => active[i])];
                next = [.. kept.Select(i => next[i])];
            }

            long[] positions = [.. active.Select(row => (long)prompts[row.Prompt].Positions.Next + step)];
            Tensor ids = tensor(next, [next.Length, 1], device: model.Device);
            Tensor places = tensor(positions, [1, next.Length, 1], device: model.Device).expand(3, next.Length, 1);
            Tensor hidden = model.Continue(ids, places, attention);
            attention.Advance();
            logits.Dispose();
            logits = model.Logits(hidden.squeeze(1)).MoveToOuterDisposeScope();
        }
    }

    private bool Ended(GeneratedRow row) => row.Stop == StopReason.EndToken;

    // Rows that ended but are still computed take no further tokens. Returns how many have ended.
    private int Append(GeneratedRow[] active, DrawnTokens drawn)
    {
        int ended = 0;
        for (int i = 0; i < active.Length; i++)
        {
            GeneratedRow row = active[i];
            if (!Ended(row))
            {
                row.Tokens.Add((int)drawn.Tokens[i]);
                row.LogProbabilities.Add(drawn.LogProbabilities[i]);
                if (endTokens.Contains((int)drawn.Tokens[i])) row.Stop = StopReason.EndToken;
            }

            if (Ended(row)) ended++;
        }

        return ended;
    }
}
