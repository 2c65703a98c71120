using Cppo.Models;
using Cppo.Models.Language;
using Cppo.Models.Prompts;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Rollouts;

/// <summary>Samples a batch of rows token by token. Prompts run once; rows that ended leave the batch.</summary>
internal sealed class Generation(QwenModel model, SamplingOptions options, StopRule stop, IReadOnlyList<int> unsayable)
{
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
        Tensor promptRows = tensor(promptOf, device: model.Device);
        Tensor logits = model.Logits(memory.LastHidden).index_select(0, promptRows); // [R, V]
        using RepetitionPenalty? penalty = options.RepetitionPenalty == 1 ? null : new(options.RepetitionPenalty, prompts, promptRows, logits.shape[1]);
        for (int step = 0; ; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using DisposeScope inner = NewDisposeScope();
            Observer?.Invoke(step, logits);
            DrawnTokens drawn = draw.Draw(logits, [.. active.Select(row => options.Greedy ? 0 : row.Random.NextDouble())], penalty);
            bool isLimit = step + 1 == options.MaxNewTokens;
            Append(active, drawn, isLimit);
            long[] kept = [.. Enumerable.Range(0, active.Length).Where(i => !active[i].Ended).Select(i => (long)i)];
            if (kept.Length == 0 || isLimit) return;
            penalty?.Add(drawn.Tokens);
            if (kept.Length < active.Length)
            {
                attention.Keep(kept);
                penalty?.Keep(tensor(kept, device: model.Device));
                active = [.. kept.Select(i => active[i])];
            }

            long[] next = [.. kept.Select(i => drawn.Tokens[i])];
            long[] positions = [.. active.Select(row => (long)prompts[row.Prompt].Positions.Next + step)];
            Tensor ids = tensor(next, [next.Length, 1], device: model.Device);
            Tensor places = tensor(positions, [1, next.Length, 1], device: model.Device).expand(3, next.Length, 1);
            Tensor hidden = model.Continue(ids, places, attention);
            attention.Advance();
            logits.Dispose();
            logits = model.Logits(hidden.squeeze(1)).MoveToOuterDisposeScope();
        }
    }

    private void Append(GeneratedRow[] active, DrawnTokens drawn, bool isLimit)
    {
        for (int i = 0; i < active.Length; i++)
        {
            GeneratedRow row = active[i];
            row.Tokens.Add((int)drawn.Tokens[i]);
            row.LogProbabilities.Add(drawn.LogProbabilities[i]);
            row.Entropies.Add(drawn.Entropies[i]);
            stop.After(row, isLimit);
        }
    }
}
