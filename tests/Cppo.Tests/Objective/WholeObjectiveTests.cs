using System.Text.Json.Nodes;
using Cppo.Objective;
using Cppo.Objective.Policy;
using Cppo.Runtime;
using TorchSharp;

namespace Cppo.Tests.Objective;

public sealed class WholeObjectiveTests
{
    public static TheoryData<string> ObjectiveCases => GoldenLosses.Names("objective");

    public static TheoryData<string> LogitCases => GoldenLosses.Names("cpl_logits");

    [Theory]
    [Trait("Category", "Golden")]
    [MemberData(nameof(ObjectiveCases))]
    public void Loss_terms_and_gradients_at_the_logits_are_those_of_the_reference_for_every_split(string key)
    {
        GoldenCase golden = GoldenLosses.Case(key);
        bool asynchronous = golden.Name.StartsWith("async");
        ObjectiveOptions options = ObjectiveCase.Options(golden, asynchronous);
        int[] split = [.. golden.Options!["split"]!.AsArray().Select(size => size!.GetValue<int>())];
        foreach (ScalarType precision in golden.Precisions)
        {
            using DisposeScope scope = NewDisposeScope();
            Dictionary<string, Tensor> logits = ObjectiveCase.Logits(precision);
            ObjectiveInputs whole = ObjectiveCase.Inputs(golden, logits, precision, asynchronous, ObjectiveCase.Advantages(golden));
            if (options.MicroBatches == MicroBatchConvention.MiniBatch)
            {
                Assert.True(whole.Perception!.Same(golden.File.Tensors["cpl_mask"].ne(0)), $"{golden.Name}: mask");
            }

            ObjectiveInputs[] parts = [.. ObjectiveCase.Split(whole, split)];
            ObjectiveTotals totals = parts.Select(ObjectiveTotals.Of).Aggregate((left, right) => left + right);
            Dictionary<string, double> sums = [];
            foreach (ObjectiveInputs part in parts)
            {
                StepLoss loss = StepObjective.Evaluate(part, options, totals);
                loss.Loss.backward(retain_graph: true);
                sums["loss"] = sums.GetValueOrDefault("loss") + loss.Loss.ToDouble();
                foreach (ObjectiveTerm term in loss.Terms)
                {
                    string name = term.Name.ToLowerInvariant();
                    sums[name] = sums.GetValueOrDefault(name) + term.Value.ToDouble();
                }
            }

            foreach ((string name, double value) in sums) golden.Near(golden.Scalar(name), value, precision, $"{name}, {precision}");
            if (golden.HasScalar("tokens")) Assert.Equal(golden.Scalar("tokens"), totals.Response.Tokens);
            if (golden.HasScalar("cpl_tokens")) Assert.Equal(golden.Scalar("cpl_tokens"), totals.Perception.Tokens);
            double norm = Math.Sqrt(logits.Values.Sum(leaf => leaf.grad!.square().sum().ToDouble()));
            golden.Near(golden.Scalar("gradient_norm"), norm, precision, $"gradient norm, {precision}");
            CheckGradients(golden, Reference(golden), logits, precision);
        }
    }

    [Theory]
    [Trait("Category", "Golden")]
    [MemberData(nameof(LogitCases))]
    public void The_contrastive_loss_reaches_the_logits_of_the_three_branches(string key)
    {
        GoldenCase golden = GoldenLosses.Case(key);
        bool asynchronous = golden.Word("variant", "") == "async";
        Tensor advantages = GoldenLosses.Of("advantages").Tensors["verl_grpo__main/advantages"];
        ObjectiveOptions options = ObjectiveCase.Options(golden, asynchronous) with { PolicyCoefficient = 0, KlCoefficient = 0, ContrastCoefficient = 1 };
        foreach (ScalarType precision in golden.Precisions)
        {
            using DisposeScope scope = NewDisposeScope();
            Dictionary<string, Tensor> logits = ObjectiveCase.Logits(precision);
            ObjectiveInputs inputs = ObjectiveCase.Inputs(golden, logits, precision, asynchronous, advantages);
            Assert.True(inputs.Perception!.Same(golden["mask"].ne(0)), $"{golden.Name}: mask");
            StepLoss loss = StepObjective.Evaluate(inputs, options);
            loss.Loss.backward();
            golden.Near(golden.Scalar("loss"), loss.Loss.ToDouble(), precision, $"loss, {precision}");
            CheckGradients(golden, golden, logits, precision);
        }
    }

    [Fact]
    public void Responses_without_views_change_nothing_but_the_work()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor current = Numbers(1), old = Numbers(2), reference = Numbers(3), preserved = Numbers(4), removed = Numbers(5);
        Tensor mask = ones(4, 6), rows = tensor(new[] { 1L, 3L }), advantages = tensor(new[] { -1.0, 2, 0, 1 });
        Tensor perception = Numbers(6).gt(-2) & advantages.gt(0).unsqueeze(-1);
        ObjectiveInputs all = new(new PolicyInputs(current, old, advantages, mask))
        {
            Reference = reference, Preserved = preserved, Removed = removed, Perception = perception,
        };
        ObjectiveInputs few = all with
        {
            ViewRows = rows,
            Preserved = preserved.index_select(0, rows),
            Removed = removed.index_select(0, rows),
            Perception = perception.index_select(0, rows),
        };
        foreach (AggregationMode mode in new[] { AggregationMode.TokenMean, AggregationMode.SequenceMeanTokenMean })
        {
            ObjectiveOptions options = new() { RegularizerAggregation = new(mode, AggregationConvention.Recipe) };
            Assert.Equal(StepObjective.Evaluate(all, options).Loss.ToDouble(), StepObjective.Evaluate(few, options).Loss.ToDouble(), 1e-14);
        }

        static Tensor Numbers(int seed) => (arange(24, ScalarType.Float64).reshape(4, 6) * seed * 1.7).sin() - 2;
    }

    [Fact]
    public void A_whole_step_leaves_no_tensor_behind()
    {
        using DisposeScope outer = NewDisposeScope();
        Tensor current = full([2, 3], -1.0).requires_grad_(), other = full([2, 3], -2.0), mask = ones(2, 3), advantages = tensor(new[] { 1.0, -1 });
        ObjectiveInputs inputs = new(new PolicyInputs(current, other, advantages, mask))
        {
            Reference = other, Preserved = other, Removed = other, Perception = mask, Masked = other,
        };
        ObjectiveOptions options = new() { PerceptionAware = new() { TopShare = 0.5, Clip = 1 } };
        current.grad = zeros_like(current);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (DisposeScope scope = NewDisposeScope())
        {
            StepLoss loss = StepObjective.Evaluate(inputs, options);
            loss.Loss.backward();
            _ = loss.PolicyTokens!.Metrics(advantages, mask);
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_term_whose_input_is_missing_says_so()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor any = zeros(1, 2);
        CppoException error = Assert.Throws<CppoException>(() => StepObjective.Evaluate(new(new(any, any, zeros(1), any)), new()));
        Assert.Contains("reference policy", error.Message);
        Assert.Contains("KlCoefficient", error.Advice);
    }

    /// <summary>The case that holds the gradients: a mini-batch aggregation has them for the undivided batch only, for its gradient is the same for every split.</summary>
    private static GoldenCase Reference(GoldenCase golden)
    {
        JsonNode? difference = golden.Node["scalars"]!["max_gradient_difference_to_one_batch"];
        return difference is null || golden.Has("grad_logits_cur")
            ? golden
            : golden.File.Cases.First(one => one.Implementation == golden.Implementation && one.Has("grad_logits_cur"));
    }

    private static void CheckGradients(GoldenCase golden, GoldenCase reference, Dictionary<string, Tensor> logits, ScalarType precision)
    {
        if (!reference.Has("grad_logits_cur")) return;
        foreach ((string branch, Tensor leaf) in logits)
        {
            golden.Near(reference["grad_logits_" + branch], leaf.GradientOrZero(), $"gradient at the logits of {branch}, {precision}");
        }
    }
}
