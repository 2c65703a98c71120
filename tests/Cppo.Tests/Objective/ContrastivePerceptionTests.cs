using Cppo.Objective;
using Cppo.Runtime;
using TorchSharp;

namespace Cppo.Tests.Objective;

public sealed class ContrastivePerceptionTests
{
    public static TheoryData<string> Cases => GoldenLosses.Names("cpl", "cpl_edges");

    [Theory]
    [Trait("Category", "Golden")]
    [MemberData(nameof(Cases))]
    public void Selection_loss_and_gradients_are_those_of_the_reference(string key)
    {
        GoldenCase golden = GoldenLosses.Case(key);
        foreach (ScalarType precision in golden.Precisions)
        {
            using DisposeScope scope = NewDisposeScope();
            ContrastiveCase one = new(golden, precision);
            PerceptionSelection selection = PerceptionTokens.Select(
                one.Input("entropy_cur"), one.Input("entropy_minus"), one.Input("response_mask"), one.Perception);
            Tensor mask = one.Gated ? selection.Gate(one.Advantages) : selection.Selected;
            Tensor wanted = one.WantedMask.ne(0);
            Tensor sameRows = one.RowsToCompare(selection, mask, wanted);
            Assert.True((mask & sameRows).eq(wanted & sameRows).all().item<bool>(), $"{golden.Name}: the mask differs, {precision}");
            one.CheckCounts(selection);
            Tensor anchor = one.Input("lp_cur").Leaf(precision);
            Tensor preserved = one.Input("lp_plus").Leaf(precision), removed = one.Input("lp_minus").Leaf(precision);
            ContrastivePerception perToken = one.Loss.PerToken(anchor, preserved, removed);
            Tensor loss = one.Aggregation.Of(perToken.Loss, mask);
            loss.backward();
            if (!one.HasTies) golden.Near(golden.Scalar("loss"), loss.ToDouble(), precision, $"loss, {precision}");
            if (golden.Has("cpl"))
            {
                // The asynchronous recipe zeroes pads before the softplus; they are in no loss.
                Tensor pads = (one.Input("response_mask").ne(0) | mask).logical_not();
                golden.Near(golden["cpl"].masked_fill(pads, 0), perToken.Loss.masked_fill(pads, 0), $"loss per token, {precision}");
            }

            foreach ((string name, Tensor leaf) in new[] { ("grad_lp_cur", anchor), ("grad_lp_plus", preserved), ("grad_lp_minus", removed) })
            {
                Tensor kept = sameRows.to_type(precision);
                golden.Near(golden[name] * sameRows, leaf.GradientOrZero() * kept, $"{name}, {precision}");
            }
        }
    }

    [Fact]
    public void At_margin_zero_the_loss_is_ln_2_and_far_out_it_is_linear()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor anchor = tensor(new[] { -1.0, -1.0 }), preserved = tensor(new[] { -1.5, -30.0 }), removed = tensor(new[] { -1.5, -1.0 });
        ContrastivePerceptionLoss loss = new() { Estimator = new(KullbackLeiblerEstimator.Absolute) };
        double[] values = loss.PerToken(anchor, preserved, removed).Loss.data<double>().ToArray();
        Assert.Equal([Math.Log(2), 290], values, (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void In_the_asynchronous_form_the_anchor_gets_no_gradient()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor anchor = tensor(new[] { -1.0, -3.0 }).requires_grad_(), preserved = tensor(new[] { -1.5, -2.0 }), removed = tensor(new[] { -4.0, -1.0 });
        ContrastivePerceptionLoss.Asynchronous.PerToken(anchor, preserved, removed).Loss.sum().backward();
        Assert.Equal([0.0, 0.0], anchor.grad!.data<double>().ToArray());
    }

    [Fact]
    public void A_temperature_of_zero_is_refused() => Assert.Throws<CppoException>(() =>
        new ContrastivePerceptionLoss { Temperature = 0 }.PerToken(zeros(1), zeros(1), zeros(1)));

    [Fact]
    public void No_tensor_is_left_behind()
    {
        using DisposeScope outer = NewDisposeScope();
        Tensor entropy = rand(3, 5), removed = rand(3, 5), mask = ones(3, 5);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (DisposeScope scope = NewDisposeScope())
        {
            PerceptionSelection selection = PerceptionTokens.Select(entropy, removed, mask);
            Tensor loss = ContrastivePerceptionLoss.Synchronous.PerToken(entropy, removed, mask).Loss;
            _ = Aggregation.RecipeTokenMean.Of(loss, selection.Gate(ones(3)));
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
