using Cppo.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Tests.Runtime;

public sealed class TensorSummaryTests
{
    [Fact]
    public void What_is_not_finite_is_counted_and_left_out_of_the_statistics()
    {
        using Tensor values = tensor(new[] { 1f, float.NaN, -3f, float.NegativeInfinity, 0f, float.PositiveInfinity }).reshape(2, 3);
        TensorSummary summary = TensorSummary.Of(values);
        Assert.Equal([2L, 3L], summary.Shape);
        Assert.Equal(("float32", "cpu", 24L, 6L), (summary.Type, summary.Device, summary.Bytes, summary.Elements));
        Assert.Equal((1L, 2L, 1L), (summary.NotNumbers, summary.Infinite, summary.Zeros));
        Assert.Equal((-3.0, 1.0), (summary.Smallest, summary.Largest));
        Assert.Equal(-2 / 3.0, summary.Mean, 12);
        Assert.Equal(Math.Sqrt(26 / 9.0), summary.StandardDeviation, 12);
        Assert.Equal(3, summary.Histogram.Sum());
        Assert.Equal(6, summary.First.Count);
    }

    [Fact]
    public void Values_of_every_kind_and_layout_are_read_in_row_major_order()
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.Equal([0, 3, 1, 4, 2, 5], TensorSummary.Of(arange(6, ScalarType.Int64).reshape(2, 3).t()).First);
        Assert.Equal([1, 1, 1, 1, 1, 1], TensorSummary.Of(arange(6, ScalarType.Int64)).Histogram);
        Assert.Equal([1, 0], TensorSummary.Of(tensor(new[] { true, false })).First);
        Assert.Equal([1.5], TensorSummary.Of(tensor(1.5).to(ScalarType.BFloat16)).First);
        TensorSummary empty = TensorSummary.Of(zeros(0, 3));
        Assert.Equal((0L, true), (empty.Elements, double.IsNaN(empty.Mean)));
        Assert.Empty(TensorSummary.Of(ones(4)).Histogram);
    }

    [Fact]
    public void A_tensor_of_several_pieces_is_read_whole_and_leaves_nothing_behind()
    {
        using Tensor values = ones(3_000_000);
        values[2_999_999] = 7;
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        TensorSummary summary = TensorSummary.Of(values);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.Equal(7, summary.Largest);
        Assert.Equal(1, summary.Histogram[^1]);
        Assert.Equal(1 + (6 / 3e6), summary.Mean, 9);
    }

    [Fact]
    public void A_tensor_that_cannot_be_read_says_why()
    {
        Tensor gone = ones(2);
        gone.Dispose();
        Assert.Contains("disposed", Assert.Throws<CppoException>(() => TensorSummary.Of(gone)).Message);
        using Tensor complex = zeros(2, ScalarType.ComplexFloat32);
        Assert.Contains("complex", Assert.Throws<CppoException>(() => TensorSummary.Of(complex)).Message);
    }
}
