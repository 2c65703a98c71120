using Cppo.Objective;
using Cppo.Objective.Policy;
using Cppo.Runtime;
using Cppo.Training;
using TorchSharp;

namespace Cppo.Tests.Objective;

/// <summary>Our own rule: weights by the entropy shift in place of a cut; and branches of the contrastive loss that are constants in it.</summary>
public sealed class PerceptionWeightTests
{
    private static readonly ObjectiveOptions ContrastAlone = new() { PolicyCoefficient = 0, KlCoefficient = 0, ContrastCoefficient = 1 };

    [Fact]
    public void Weights_are_relative_so_equal_ones_change_nothing_and_others_give_the_weighted_mean()
    {
        using DisposeScope scope = NewDisposeScope();
        double plain = Loss(null);
        Assert.Equal(plain, Loss([3, 3, 3, 3]), 12);
        double[] each = [.. Enumerable.Range(0, 4).Select(t => Loss([.. Enumerable.Range(0, 4).Select(place => place == t ? 1.0 : 0)]))];
        Assert.Equal(((1 * each[0]) + (2 * each[1]) + (5 * each[2])) / 8, Loss([1, 2, 5, 7]), 12); // the last is not selected
        Assert.Equal(0, Loss([0, 0, 0, 7]));
    }

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    [InlineData(true, true, false)]
    public void A_branch_that_is_a_constant_gets_no_gradient_and_changes_nobody_elses(bool ofAnchor, bool ofPreserved, bool ofRemoved)
    {
        using DisposeScope scope = NewDisposeScope();
        double[][] all = Gradients(new()), some = Gradients(new() { TrainAnchor = ofAnchor, TrainPreserved = ofPreserved, TrainRemoved = ofRemoved });
        bool[] learns = [ofAnchor, ofPreserved, ofRemoved];
        for (int branch = 0; branch < 3; branch++) Assert.Equal(learns[branch] ? all[branch] : new double[4], some[branch]);
    }

    [Fact]
    public void A_loss_without_a_branch_that_learns_is_refused()
    {
        string[] none = ["Objective.Contrast.TrainAnchor=false", "Objective.Contrast.TrainPreserved=false", "Objective.Contrast.TrainRemoved=false"];
        Assert.Throws<CppoException>(() => Method.Cppo.With(none).Validate());
        Method.Cppo.With(none[1..]).Validate();
    }

    [Fact]
    public void The_weighted_method_is_a_preset_and_its_weighting_an_option()
    {
        Assert.Equal(PerceptionWeighting.Shift, Methods.Named("cppo-weighted").Perception.Weighting);
        Assert.Equal(PerceptionWeighting.Shift, Method.Cppo.With(["Perception.Weighting=Shift"]).Perception.Weighting);
        Assert.Throws<CppoException>(() => Method.Grpo.With(["Perception.Weighting=Shift"]).Validate());
    }

    private static (Tensor Anchor, Tensor Preserved, Tensor Removed) Branches() => (
        tensor(new[,] { { -1.0, -0.5, -2.0, -0.1 } }).requires_grad_(),
        tensor(new[,] { { -1.5, -0.5, -1.0, -0.2 } }).requires_grad_(),
        tensor(new[,] { { -3.0, -0.6, -2.5, -4.0 } }).requires_grad_());

    private static double Loss(double[]? weights)
    {
        (Tensor anchor, Tensor preserved, Tensor removed) = Branches();
        Tensor mask = ones_like(anchor);
        ObjectiveInputs inputs = new(new PolicyInputs(anchor, anchor.detach(), zeros(1), mask))
        {
            Preserved = preserved,
            Removed = removed,
            Perception = tensor(new[,] { { true, true, true, false } }),
            PerceptionWeights = weights is null ? null : tensor(weights).unsqueeze(0),
        };
        return StepObjective.Evaluate(inputs, ContrastAlone with { RegularizerAggregation = Aggregation.TokenMean }).Loss.ToDouble();
    }

    private static double[][] Gradients(ContrastivePerceptionLoss loss)
    {
        (Tensor anchor, Tensor preserved, Tensor removed) = Branches();
        loss.PerToken(anchor, preserved, removed).Loss.sum().backward();
        return [.. new[] { anchor, preserved, removed }.Select(branch => branch.grad is { } gradient ? gradient.data<double>().ToArray() : new double[4])];
    }
}
