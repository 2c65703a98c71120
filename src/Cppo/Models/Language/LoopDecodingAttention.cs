using System.Buffers;
using Cppo.Models.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Models.Language;

/// <summary>
/// Decoding in loops of our own, for float32 in the processor's memory: a row reads its prompt's keys and values where they lie,
/// and its own where they were written; nothing is repeated, gathered or moved. Rows that ended keep their place until the
/// cache grows.
/// </summary>
internal sealed unsafe class LoopDecodingAttention : DecodingAttention
{
    private readonly FloatCache[] prefix, own;
    private readonly int[] padding; // [P], tokens on the left of each prompt that are none
    private int[] promptOf, placeOf; // [A], of each row: its prompt, and its place in the caches
    private int length; // tokens in the rows' own caches

    /// <param name="prefix">One for each layer, [P, K, L, D]; stays the caller's.</param>
    /// <param name="prefixValid">[P, L], true at the prompts' tokens, which are padded on the left.</param>
    /// <param name="promptOf">The prompt of each row, ascending.</param>
    public LoopDecodingAttention(IReadOnlyList<KeyValues> prefix, Tensor prefixValid, long[] promptOf)
    {
        using DisposeScope scope = NewDisposeScope();
        long[] shape = prefix[0].Keys.shape;
        padding = [.. prefixValid.logical_not().sum(-1).data<long>().Select(count => (int)count)];
        this.promptOf = [.. promptOf.Select(prompt => (int)prompt)];
        placeOf = [.. Enumerable.Range(0, promptOf.Length)];
        this.prefix = [.. prefix.Select(layer => FloatCache.Of(layer))];
        own = [.. prefix.Select(_ => new FloatCache(promptOf.Length, shape[1], SmallestCapacity, shape[3]))];
    }

    public override Tensor Attend(int layer, Tensor query, Tensor key, Tensor value)
    {
        using DisposeScope scope = NewDisposeScope();
        int heads = (int)query.shape[2], keyHeads = (int)key.shape[2];
        Tensor q = query.contiguous(), k = key.contiguous(), v = value.contiguous();
        return Attend(layer, new(heads, Floats.Of(q), heads), new(keyHeads, Floats.Of(k), keyHeads), new(keyHeads, Floats.Of(v), keyHeads))
            .MoveToOuterDisposeScope();
    }

    public override Tensor Attend(int layer, Tensor joined, int keyHeads)
    {
        float* x = Floats.Of(joined);
        int all = (int)joined.shape[2], heads = all - (2 * keyHeads), size = (int)joined.shape[3];
        return Attend(layer, new(heads, x, all), new(keyHeads, x + (heads * size), all), new(keyHeads, x + ((heads + keyHeads) * size), all));
    }

    private Tensor Attend(int layer, Heads query, Heads key, Heads value)
    {
        (FloatCache before, FloatCache cache) = (prefix[layer], own[layer]);
        int size = before.Size, rows = placeOf.Length, positions = length + 1;
        int width = AttentionLoops.Padded(before.Capacity) + AttentionLoops.Padded(positions), group = query.Count / key.Count;
        Tensor result = empty([rows, 1, query.Count * size]);
        float* to = Floats.Of(result);
        Floats.Rows(rows, 2L * query.Count * size * width, (start, end) =>
        {
            float[] scratch = ArrayPool<float>.Shared.Rent(group * width);
            fixed (float* scores = scratch)
            {
                for (int row = start; row < end; row++)
                for (int head = 0; head < key.Count; head++)
                {
                    cache.Write(placeOf[row], head, length, key.Of(row, head, size), value.Of(row, head, size));
                    int prompt = promptOf[row], skipped = padding[prompt];
                    Run first = new(before.Keys(prompt, head) + skipped, before.Values(prompt, head) + (skipped * size), before.Stride, before.Capacity - skipped);
                    Run second = new(cache.Keys(placeOf[row], head), cache.Values(placeOf[row], head), cache.Stride, positions);
                    Attend(query.Of(row, head * group, size), group, size, first, second, scores, to + (((row * query.Count) + (head * group)) * size));
                }
            }

            ArrayPool<float>.Shared.Return(scratch);
        });
        return result;
    }

    // The queries of a key head over the prompt and what the row has said.
    private static void Attend(float* queries, int group, int size, Run prompt, Run said, float* scores, float* results)
    {
        int offset = AttentionLoops.Padded(prompt.Positions), width = offset + AttentionLoops.Padded(said.Positions);
        new Span<float>(results, group * size).Clear();
        for (int index = 0; index < group; index += 2)
        {
            int other = Math.Min(index + 1, group - 1);
            float* a = queries + (index * size), b = queries + (other * size);
            float* scoresA = scores + (index * width), scoresB = scores + (other * width);
            float* resultA = results + (index * size), resultB = results + (other * size);
            AttentionLoops.Score(a, b, prompt.Keys, prompt.Stride, size, prompt.Positions, scoresA, scoresB);
            AttentionLoops.Score(a, b, said.Keys, said.Stride, size, said.Positions, scoresA + offset, scoresB + offset);
            AttentionLoops.Softmax(new(scoresA, width), 1 / MathF.Sqrt(size));
            if (other != index) AttentionLoops.Softmax(new(scoresB, width), 1 / MathF.Sqrt(size));
            AttentionLoops.Add(scoresA, scoresB, prompt.Values, size, prompt.Positions, resultA, resultB);
            AttentionLoops.Add(scoresA + offset, scoresB + offset, said.Values, size, said.Positions, resultA, resultB);
        }
    }

    public override void Advance()
    {
        length++;
        if (length < own[0].Capacity) return;
        for (int layer = 0; layer < own.Length; layer++)
        {
            FloatCache old = own[layer];
            own[layer] = old.Grown(placeOf);
            old.Dispose();
        }

        placeOf = [.. Enumerable.Range(0, placeOf.Length)];
    }

    public override void Keep(long[] rows)
    {
        promptOf = [.. rows.Select(row => promptOf[row])];
        placeOf = [.. rows.Select(row => placeOf[row])];
    }

    public override void Dispose()
    {
        foreach (FloatCache cache in prefix.Concat(own)) cache.Dispose();
    }

    // Heads of D numbers that lie one after the other; each row's begin a number of heads after the row's before.
    private readonly record struct Heads(int Count, nint Start, int Step)
    {
        public Heads(int count, float* start, int step)
            : this(count, (nint)start, step)
        {
        }

        public float* Of(int row, int head, int size) => (float*)Start + ((((long)row * Step) + head) * size);
    }

    // Positions that follow each other in a cache.
    private readonly struct Run(float* keys, float* values, int stride, int positions)
    {
        public float* Keys { get; } = keys;

        public float* Values { get; } = values;

        public int Stride { get; } = stride;

        public int Positions { get; } = positions;
    }
}
