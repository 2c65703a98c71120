using Cppo.Objective;
using Cppo.Runtime;
using TorchSharp;

namespace Cppo.Tests.Objective;

public sealed class AggregationTests
{
    public static TheoryData<string> Cases => GoldenLosses.Names("agg");

    [Theory]
    [Trait("Category", "Golden")]
    [MemberData(nameof(Cases))]
    public void Loss_and_gradient_are_those_of_the_reference_but_never_NaN(string key)
    {
        GoldenCase golden = GoldenLosses.Case(key);
        Aggregation aggregation = Named(golden.Text("loss_agg_mode"), golden.Implementation) with
        {
            ConstantLength = golden.Text("loss_agg_mode").EndsWith("norm") ? golden.Optional("loss_scale_factor") : null,
        };
        foreach (ScalarType precision in golden.Precisions)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor loss = golden.File.Tensors["loss_mat"].Leaf(precision);
            AggregationTotals? totals = golden.Optional("batch_num_tokens") is { } tokens
                ? new(tokens, golden.Option("global_batch_size"), golden.Option("global_batch_size"))
                : null;
            Tensor value = aggregation.Of(loss, golden.File.Tensors[golden.Text("mask")], totals);
            value.backward();
            bool defined = double.IsFinite(golden.Scalar("loss"));
            golden.Near(defined ? golden.Scalar("loss") : 0, value.ToDouble(), precision, $"loss, {precision}");
            Tensor gradient = golden["grad"];
            golden.Near(defined ? gradient : zeros_like(gradient), loss.GradientOrZero(), $"gradient, {precision}");
        }
    }

    [Theory]
    [InlineData(AggregationMode.TokenMean)]
    [InlineData(AggregationMode.SequenceMeanTokenMean)]
    [InlineData(AggregationMode.SequenceMeanTokenSum)]
    [InlineData(AggregationMode.SequenceMeanTokenSumNorm)]
    public void With_the_totals_of_the_whole_batch_the_split_does_not_matter(AggregationMode mode)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor loss = arange(60, ScalarType.Float64).reshape(6, 10).sin(), mask = (loss > -0.3).index_fill(0, tensor(new[] { 2L }), false);
        foreach (AggregationConvention convention in Enum.GetValues<AggregationConvention>())
        {
            Aggregation aggregation = new(mode, convention);
            AggregationTotals totals = AggregationTotals.Of(mask[..1]) + AggregationTotals.Of(mask[1..3]) + AggregationTotals.Of(mask[3..]);
            double whole = aggregation.Of(loss, mask).ToDouble();
            double parts = new[] { (0, 1), (1, 3), (3, 6) }.Sum(part =>
                aggregation.Of(loss[part.Item1..part.Item2], mask[part.Item1..part.Item2], totals).ToDouble());
            Assert.Equal(whole, parts, 1e-14);
        }
    }

    [Fact]
    public void A_masked_position_does_not_count_even_when_it_is_not_finite()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor loss = tensor(new[] { 1.0, double.NaN, 3.0 }).reshape(1, 3), mask = tensor(new[] { true, false, true }).reshape(1, 3);
        Assert.Equal(2.0, Aggregation.TokenMean.Of(loss, mask).ToDouble());
    }

    [Fact]
    public void A_constant_length_that_cannot_act_is_an_error()
    {
        using DisposeScope scope = NewDisposeScope();
        Aggregation aggregation = new() { ConstantLength = 100 };
        Assert.Throws<CppoException>(() => aggregation.Of(zeros(1, 2), ones(1, 2)));
    }

    internal static Aggregation Named(string mode, string implementation) => new(
        mode switch
        {
            "token-mean" or "token" => AggregationMode.TokenMean,
            "seq-mean-token-mean" or "seq" => AggregationMode.SequenceMeanTokenMean,
            "seq-mean-token-sum" => AggregationMode.SequenceMeanTokenSum,
            "seq-mean-token-sum-norm" => AggregationMode.SequenceMeanTokenSumNorm,
            "token-sum" => AggregationMode.TokenSum,
            _ => throw new InvalidDataException($"unknown aggregation {mode}"),
        },
        implementation.StartsWith("verl") ? AggregationConvention.Verl : AggregationConvention.Recipe);
}
