using Cppo.Models;
using Cppo.Objective;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Tests.Models;
using Cppo.Training;
using Cppo.Worlds;
using TorchSharp;

namespace Cppo.Tests.Training;

/// <summary>Every term of the loss can be followed to every token.</summary>
public sealed class LossShareTests
{
    private static readonly IReadOnlyList<Sample> Samples = new ProceduralWorld(9).Samples(0, 4);

    [Theory]
    [InlineData("cppo", "")]
    [InlineData("cppo", "Objective.RegularizerAggregation.Mode=SequenceMeanTokenMean")]
    [InlineData("grpo", "")]
    [InlineData("gspo", "")]
    [InlineData("dr-grpo", "")]
    [InlineData("dapo", "DynamicSampling=none")]
    [InlineData("sapo", "")]
    [InlineData("cppo-no-gate", "")]
    [InlineData("cppo", "Updates.MicroBatchResponses=5")]
    [InlineData("cppo", "Updates.MicroBatchResponses=5;Objective.MicroBatches=PublishedSynchronous")]
    [InlineData("cppo", "Updates.MicroBatchResponses=5;Objective.MicroBatches=PublishedAsynchronous")]
    [InlineData("cppo", "Updates.MiniBatchPrompts=2")]
    public void The_shares_of_the_tokens_add_up_to_the_term(string name, string settings)
    {
        StepReport report = Run(name, settings);
        IReadOnlyList<LossShare> shares = LossShare.Of(report);
        Assert.Equal(report.Terms.Select(term => term.Name), shares.Select(share => share.Term).Distinct());
        foreach (LossTerm term in report.Terms)
        {
            LossShare[] own = [.. shares.Where(share => share.Term == term.Name)];
            double size = own.Sum(share => Math.Abs(share.Value)); // what float32 sums round at
            Assert.Equal(term.Value, own.Sum(share => share.Value), 1e-6 + (2e-6 * size));
            Assert.Equal(term.Contribution, own.Sum(share => share.Contribution), 1e-6 + (2e-6 * size));
        }

        double gain = shares.Where(share => share is { Term: "policy", Advantage: > 0 }).Sum(share => share.Value);
        Assert.Equal(report.PolicyGain, gain, 1e-4);
        Assert.All(shares.Where(share => share.Term == "CPL" && share.Value != 0), share =>
            Assert.True(report.Groups[share.Group].Responses[share.Response].Tokens[share.Place].InLoss));
        Assert.All(shares, share => Assert.Equal(report.Groups[share.Group].Responses[share.Response].Tokens[share.Place].Text, share.Token));
    }

    [Fact]
    public void Of_several_epochs_the_first_is_followed()
    {
        StepReport report = Run("cppo", "Updates.Epochs=2;Updates.MiniBatchPrompts=2");
        double first = report.Updates.Where(update => update.Epoch == 0).Average(update => update.Terms[1].Value);
        Assert.Equal(first, LossShare.Of(report).Where(share => share.Term == "KL").Sum(share => share.Value), 1e-6);
    }

    [Fact]
    public void What_has_no_parts_and_what_was_not_computed_is_left_out()
    {
        StepReport report = Run("papo", "");
        Assert.Contains(report.Terms, term => term.Name == "PAPO");
        Assert.DoesNotContain(LossShare.Of(report), share => share.Term == "PAPO");
        Assert.Empty(LossShare.Of(report with { Groups = [] }));
    }

    [Fact]
    public void Shares_are_the_parts_of_every_aggregation_also_of_an_empty_mask()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor loss = arange(60, ScalarType.Float64).reshape(6, 10).sin(), some = (loss > -0.3).index_fill(0, tensor(new[] { 2L }), false);
        foreach (AggregationMode mode in Enum.GetValues<AggregationMode>())
        foreach (AggregationConvention convention in Enum.GetValues<AggregationConvention>())
        foreach (Tensor mask in new[] { some, some.logical_and(false), some.logical_or(true) })
        {
            Aggregation aggregation = new(mode, convention);
            Tensor shares = aggregation.Shares(loss, mask);
            Assert.Equal(loss.shape, shares.shape);
            Assert.Equal(aggregation.Of(loss, mask).ToDouble(), shares.sum().ToDouble(), 1e-12);
            Assert.Equal(0, shares.masked_select(mask.logical_not()).abs().sum().ToDouble());
            Assert.False(shares.requires_grad);
        }
    }

    private static StepReport Run(string name, string settings)
    {
        using Policy policy = Policy.Load(ShippedModels.Guesser);
        Method method = (Methods.Named(name) with { Sampling = TrainingStepTests.Small.Sampling, LearningRate = 1e-4 })
            .With(settings.Split(';', StringSplitOptions.RemoveEmptyEntries));
        if (method.IsContrastive) method = method with { Perturbations = TrainingStepTests.Small.Perturbations };
        using TrainingStep step = new(policy, method, seed: 3, PerceptionLabels.Of);
        return step.Run(Samples);
    }
}
