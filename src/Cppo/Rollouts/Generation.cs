using Cppo.Models;
using Cppo.Models.Language;
using Cppo.Models.Layers;
using Cppo.Models.Prompts;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Rollouts;

/// <summary>Samples a batch of rows token by token. Prompts run once; rows that ended leave the batch.</summary>
internal sealed class Generation(QwenModel model, SamplingOptions options, StopRule stop, IReadOnlyList<int> unsayable)
{
    /// <summary>Called with the step and logits [a, V] before any of them is suppressed, some rows at a time; for tests.</summary>
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
        using SamplingTime sampling = model.BeginSampling();
        using PromptMemory memory = PromptMemory.Of(model, batch);
        long[] promptOf = [.. rows.Select(row => (long)row.Prompt)];
        using DecodingAttention attention = DecodingAttention.Of(memory.Layers, batch.Mask, promptOf);
        using TokenDraw draw = new(options, tensor(unsayable.Select(id => (long)id).ToArray(), device: model.Device));
        GeneratedRow[] active = [.. rows];
        Tensor promptRows = tensor(promptOf, device: model.Device);
        Tensor hidden = memory.LastHidden.index_select(0, promptRows); // [R, D]
        int vocabulary = model.Configuration.Text.VocabularySize;
        Tensor buffer = empty(Math.Min(rows.Count, draw.RowsAtOnce(vocabulary)), vocabulary, model.Type, model.Device);
        using RepetitionPenalty? penalty = options.RepetitionPenalty == 1 ? null : new(options.RepetitionPenalty, prompts, promptRows, vocabulary);
        for (int step = 0; ; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using DisposeScope inner = NewDisposeScope();
            DrawnTokens drawn = draw.Draw(
                active.Length, vocabulary, (start, count) => Logits(step, hidden.narrow(0, start, count), buffer.narrow(0, 0, count)),
                [.. active.Select(row => options.Greedy ? 0 : row.Random.NextDouble())], penalty);
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
            hidden.Dispose();
            hidden = model.Continue(ids, places, attention).squeeze(1).MoveToOuterDisposeScope();
            attention.Advance();
        }
    }

    // Into the same place every time: new tensors of this size for every token, fewer rows each time, would scatter the heap.
    private Tensor Logits(int step, Tensor hidden, Tensor buffer) // [a, D] -> [a, V]
    {
        buffer.addmm_(hidden, model.Head.t(), 0, 1);
        Observer?.Invoke(step, buffer);
        return buffer;
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
