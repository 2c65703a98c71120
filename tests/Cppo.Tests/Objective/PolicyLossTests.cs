using Cppo.Objective;
using Cppo.Objective.Policy;
using Cppo.Runtime;
using TorchSharp;

namespace Cppo.Tests.Objective;

public sealed class PolicyLossTests
{
    private static readonly string[] Files = ["policy_verl", "policy_trl", "policy_areal"];

    public static TheoryData<string> Cases => Offered();

    public static TheoryData<string> NotOffered
    {
        get
        {
            TheoryData<string> data = [];
            foreach (IGrouping<string?, GoldenCase> loss in Files.SelectMany(file => GoldenLosses.Of(file).Cases)
                .GroupBy(golden => PolicyCase.Of(golden).NotOffered).Where(group => group.Key is not null))
            {
                data.Add($"{loss.Key} ({loss.Count()} cases)");
            }

            return data;
        }
    }

    [Theory]
    [Trait("Category", "Golden")]
    [MemberData(nameof(Cases))]
    public void Loss_gradient_and_metrics_are_those_of_the_reference(string key)
    {
        GoldenCase golden = GoldenLosses.Case(key);
        PolicyCase one = PolicyCase.Of(golden);
        foreach (ScalarType precision in golden.Precisions)
        {
            using DisposeScope scope = NewDisposeScope();
            PolicyInputs inputs = one.Inputs(precision);
            PolicyLossResult result = one.Loss.PerToken(inputs);
            Tensor loss = one.Total(inputs, result, precision);
            loss.backward();
            bool defined = double.IsFinite(golden.Scalar("loss"));
            one.Near(defined ? golden.Scalar("loss") : 0, loss.ToDouble(), precision, "loss");
            Tensor gradient = golden.Has("grad") ? golden["grad"] : zeros_like(inputs.Current);
            one.Near(defined ? gradient : zeros_like(gradient), inputs.Current.GradientOrZero(), precision, "gradient");
            one.CheckMetrics(result, precision);
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [Trait("Category", "Golden")]
    [MemberData(nameof(NotOffered))]
    public void Losses_that_the_library_does_not_offer(string loss) => Assert.Skip($"not offered: {loss}");

    [Fact]
    public void Advantages_may_be_given_a_response_or_a_token()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor current = rand(2, 3).log(), old = rand(2, 3).log(), mask = ones(2, 3), advantages = tensor(new[] { 1f, -2f });
        Tensor perToken = PolicyLoss.Vanilla.PerToken(new(current, old, advantages.unsqueeze(-1).expand(2, 3), mask)).Loss;
        Assert.True(PolicyLoss.Vanilla.PerToken(new(current, old, advantages, mask)).Loss.Same(perToken));
        Assert.Throws<CppoException>(() => PolicyLoss.Vanilla.PerToken(new(current, old, ones(3), mask)));
    }

    [Fact]
    public void Metrics_of_micro_batches_add_up_to_those_of_the_batch()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor current = (arange(20, ScalarType.Float64).reshape(4, 5) * 7).sin() - 2, old = (arange(20, ScalarType.Float64).reshape(4, 5) * 3).cos() - 2;
        Tensor advantages = tensor(new[] { 1.0, -1, 0.5, -2 }), mask = arange(5).unsqueeze(0).lt(tensor(new[] { 5L, 2, 3, 4 }).unsqueeze(-1));
        PolicyMetrics Of(int from, int to)
        {
            PolicyInputs inputs = new(current[from..to], old[from..to], advantages[from..to], mask[from..to]);
            return PolicyLoss.Vanilla.PerToken(inputs).Metrics(inputs.Advantages, inputs.ResponseMask);
        }

        PolicyMetrics whole = Of(0, 4), parts = Of(0, 1) + Of(1, 4);
        Assert.Equal(whole.Tokens, parts.Tokens);
        Assert.Equal(whole.ClipFraction, parts.ClipFraction, 1e-12);
        Assert.Equal(whole.ApproximateKl, parts.ApproximateKl, 1e-12);
        Assert.Equal(whole.ClipFraction, whole.ClipFractionLow + whole.ClipFractionHigh, 1e-12);
        Assert.True(whole.ClipFraction > 0);
    }

    [Fact]
    public void The_decoupled_loss_demands_a_proximal_policy()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor any = zeros(1, 2);
        Assert.Throws<CppoException>(() => PolicyLoss.Decoupled.PerToken(new(any, any, zeros(1), any)));
    }

    [Fact]
    public void A_dual_clip_below_one_is_refused()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor any = zeros(1, 2);
        Assert.Throws<CppoException>(() => (PolicyLoss.Vanilla with { DualClip = 0.9 }).PerToken(new(any, any, zeros(1), any)));
    }

    private static TheoryData<string> Offered()
    {
        TheoryData<string> data = [];
        foreach (string file in Files)
        {
            foreach (GoldenCase golden in GoldenLosses.Of(file).Cases.Where(golden => PolicyCase.Of(golden).NotOffered is null)) data.Add($"{file}/{golden.Name}");
        }

        return data;
    }
}
