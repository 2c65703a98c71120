using Cppo.Objective;
using Cppo.Objective.Detectors;
using Cppo.Runtime;
using TorchSharp;

namespace Cppo.Tests.Objective;

public sealed class PerceptionTokensTests
{
    [Fact]
    public void The_synchronous_rule_keeps_all_ties_at_the_cut_and_the_asynchronous_one_the_earliest()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor entropy = zeros(1, 6), removed = tensor(new[] { 1f, 3, 1, 1, 0, 2 }).unsqueeze(0), mask = ones(1, 6);
        PerceptionOptions absolute = new() { Detector = new AbsoluteShiftDetector(), TopShare = 0.6 };
        PerceptionSelection synchronous = PerceptionTokens.Select(entropy, removed, mask, absolute);
        Assert.Equal([true, true, true, true, false, true], synchronous.Selected.data<bool>().ToArray());
        Assert.Equal(3, synchronous.Places[0]);
        Assert.Equal(5, synchronous.CandidateCounts[0]);
        Assert.Equal(1, synchronous.Threshold[0]);

        PerceptionSelection asynchronous = PerceptionTokens.Select(
            entropy, removed, mask, absolute with { Rule = PerceptionRule.Asynchronous });
        Assert.Equal([true, true, false, false, false, true], asynchronous.Selected.data<bool>().ToArray());
    }

    [Theory]
    [InlineData(PerceptionRule.Synchronous, 90, 0.7, 63)] // 62 in double arithmetic
    [InlineData(PerceptionRule.Asynchronous, 10, 0.1, 1)]
    [InlineData(PerceptionRule.Asynchronous, 11, 0.1, 2)]
    [InlineData(PerceptionRule.Synchronous, 3, 0.1, 1)]
    public void The_number_of_places_is_exact(PerceptionRule rule, int candidates, double share, int places)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor removed = arange(1, candidates + 1, ScalarType.Float64).unsqueeze(0);
        PerceptionSelection selection = PerceptionTokens.Select(
            zeros_like(removed), removed, ones_like(removed), new() { Rule = rule, TopShare = share, Detector = new AbsoluteShiftDetector() });
        Assert.Equal(places, selection.Places[0]);
        Assert.Equal(places, selection.Selected.sum().item<long>());
    }

    [Fact]
    public void A_response_without_candidates_has_no_perception_token_and_threshold_minus_infinity()
    {
        using DisposeScope scope = NewDisposeScope();
        PerceptionSelection selection = PerceptionTokens.Select(ones(2, 3), zeros(2, 3), ones(2, 3));
        Assert.False(selection.Selected.any().item<bool>());
        Assert.Equal([double.NegativeInfinity, double.NegativeInfinity], selection.Threshold);
    }

    [Fact]
    public void The_gate_keeps_only_tokens_with_a_positive_advantage()
    {
        using DisposeScope scope = NewDisposeScope();
        PerceptionSelection selection = PerceptionTokens.Select(zeros(3, 2), ones(3, 2), ones(3, 2));
        Tensor gated = selection.Gate(tensor(new[] { 1.0, 0.0, -1.0 }));
        Assert.Equal([true, true, false, false, false, false], gated.data<bool>().ToArray());
    }

    [Fact]
    public void Selection_carries_no_gradient()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor entropy = zeros(1, 2).requires_grad_(), removed = ones(1, 2).requires_grad_();
        PerceptionSelection selection = PerceptionTokens.Select(entropy, removed, ones(1, 2));
        Assert.False(selection.Score.requires_grad || selection.Shift.requires_grad);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1.5)]
    [InlineData(double.NaN)]
    public void A_share_outside_its_range_is_refused(double share)
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.Throws<CppoException>(() => PerceptionTokens.Select(zeros(1, 1), zeros(1, 1), ones(1, 1), new() { TopShare = share }));
    }

    [Fact]
    public void Ranking_pads_cannot_act_under_another_rule_and_says_so()
    {
        using DisposeScope scope = NewDisposeScope();
        PerceptionOptions options = PerceptionOptions.Asynchronous with { RankPads = true };
        Assert.Throws<CppoException>(() => PerceptionTokens.Select(zeros(1, 1), zeros(1, 1), ones(1, 1), options));
    }
}
