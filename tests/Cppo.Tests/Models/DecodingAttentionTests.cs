using Cppo.Models.Kernels;
using Cppo.Models.Language;

namespace Cppo.Tests.Models;

public sealed class DecodingAttentionTests
{
    [Theory]
    [InlineData(4, 2, 24)]
    [InlineData(6, 2, 40)]
    [InlineData(3, 3, 64)]
    public void Loops_give_what_libtorch_gives_through_growth_and_dropped_rows(int heads, int keyHeads, int size)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using Generator generator = new(5);
        Tensor Random(params long[] shape) => randn(shape, generator: generator);
        Tensor valid = ones(3, 11, ScalarType.Bool);
        valid[1].narrow(0, 0, 4).fill_(false);
        valid[2].narrow(0, 0, 1).fill_(false);
        KeyValues[] prefix = [.. Enumerable.Range(0, 2).Select(_ => new KeyValues(Random(3, keyHeads, 11, size), Random(3, keyHeads, 11, size)))];
        long[] promptOf = [0, 0, 0, 1, 1, 1, 2, 2];
        using DecodingAttention loops = DecodingAttention.Of(prefix, valid, promptOf), plain = new TensorDecodingAttention(prefix, valid, promptOf);
        Assert.IsType<LoopDecodingAttention>(loops);
        int rows = promptOf.Length;
        for (int step = 0; step < 70; step++)
        {
            using var inner = NewDisposeScope();
            for (int layer = 0; layer < 2; layer++)
            {
                Tensor joined = Random(rows, 1, heads + (2 * keyHeads), size);
                Tensor expected = plain.Attend(layer, joined, keyHeads);
                Golden.Near(expected, loops.Attend(layer, joined, keyHeads), 1e-5, 1e-5, $"joined, step {step}");
                Tensor[] parts = joined.split([heads, keyHeads, keyHeads], 2);
                Golden.Near(expected, loops.Attend(layer, parts[0], parts[1], parts[2]), 1e-5, 1e-5, $"apart, step {step}");
            }

            foreach (DecodingAttention attention in new[] { loops, plain }) attention.Advance();
            if (step is not (3 or 31 or 40)) continue;
            long[] kept = [.. Enumerable.Range(0, rows).Where(row => row != step % rows && row != 1).Select(row => (long)row)];
            foreach (DecodingAttention attention in new[] { loops, plain }) attention.Keep(kept);
            rows = kept.Length;
        }
    }

    [Fact]
    public void A_row_s_result_does_not_depend_on_the_rows_around_it()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        KeyValues prefix = new(randn(2, 2, 9, 24), randn(2, 2, 9, 24));
        Tensor valid = ones(2, 9, ScalarType.Bool), joined = randn(40, 1, 8, 24);
        long[] promptOf = [.. Enumerable.Range(0, 40).Select(row => (long)row / 20)];
        using DecodingAttention all = DecodingAttention.Of([prefix], valid, promptOf), one = DecodingAttention.Of([prefix], valid, [1]);
        Tensor together = all.Attend(0, joined, 2)[33], alone = one.Attend(0, joined.narrow(0, 33, 1), 2)[0];
        Assert.Equal(together.data<float>().ToArray(), alone.data<float>().ToArray());
    }

    [Fact]
    public void Other_types_and_head_sizes_go_libtorch_s_way()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        Tensor valid = ones(1, 5, ScalarType.Bool);
        foreach ((ScalarType type, int size) in new[] { (ScalarType.Float64, 32), (ScalarType.BFloat16, 32), (ScalarType.Float32, AttentionLoops.Lanes + 2) })
        {
            Tensor numbers = randn(1, 2, 5, size, type);
            using DecodingAttention attention = DecodingAttention.Of([new(numbers, numbers)], valid, [0]);
            Assert.IsType<TensorDecodingAttention>(attention);
        }
    }
}
