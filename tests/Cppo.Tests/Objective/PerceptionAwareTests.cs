using Cppo.Objective;
using Cppo.Objective.Policy;
using TorchSharp;

namespace Cppo.Tests.Objective;

public sealed class PerceptionAwareTests
{
    public static TheoryData<string> Cases => GoldenLosses.Names("papo");

    [Theory]
    [Trait("Category", "Golden")]
    [MemberData(nameof(Cases))]
    public void The_loss_its_terms_and_its_gradients_are_those_of_the_reference(string key)
    {
        GoldenCase golden = GoldenLosses.Case(key);
        Aggregation aggregation = AggregationTests.Named(golden.Word("loss_avg_mode", ""), "PAPO");
        PolicyLoss clipped = PolicyLoss.Vanilla with
        {
            ClipLow = golden.Option("clip_low"), ClipHigh = golden.Option("clip_high"), DualClip = golden.Option("clip_dual"),
        };
        PerceptionAwareLoss aware = new()
        {
            Gamma = golden.Option("gamma"),
            MaskedEntropy = golden.Option("eta_masked", 0),
            OriginalEntropy = golden.Option("eta_original", 0),
            TrainMaskedBranch = !golden.Flag("masked_branch_detached", true),
            TopShare = golden.Optional("top_p"),
            Clip = golden.Optional("clip"),
        };
        foreach (ScalarType precision in golden.Precisions)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor current = golden.Input("input", "lp").Leaf(precision), masked = golden.Input("input", "masked").Leaf(precision);
            Tensor mask = golden.Input("input", "response_mask"), advantages = golden.Input("input", "adv");
            PolicyLossResult tokens = clipped.PerToken(new(current, golden.Input("input", "old").to_type(precision), advantages, mask));
            Tensor policy = aggregation.Of(tokens.Loss, mask);
            Tensor kl = aggregation.Of(KullbackLeibler.LowVariance.PerToken(current, golden.Input("input", "ref").to_type(precision)), mask);
            Tensor? weights = golden.Flag("weighted", false) ? golden.Input("input", "row_weight") : null;
            PerceptionAwareTerms terms = aware.Evaluate(current, masked, mask, aggregation, weights);
            Tensor loss = policy + (golden.Option("kl_coef") * kl) + terms.Loss;
            loss.backward();

            PolicyMetrics metrics = tokens.Metrics(advantages, mask);
            (string Name, double Value)[] scalars =
            [
                ("loss", loss.ToDouble()), ("policy", policy.ToDouble()), ("kl_ref", kl.ToDouble()),
                ("kl_perception", terms.Divergence.ToDouble()), ("neg_mean_logprob_masked", terms.MaskedEntropy.ToDouble()),
                ("neg_mean_logprob_original", terms.OriginalEntropy.ToDouble()), ("ppo_kl", metrics.ApproximateKl),
                ("entropy_loss", aggregation.Of(current.neg(), mask).ToDouble()),
                ("pg_clipfrac_higher", metrics.ClipFraction), ("pg_clipfrac_lower", metrics.DualClipFraction),
            ];
            foreach ((string name, double value) in scalars.Where(scalar => golden.HasScalar(scalar.Name)))
            {
                golden.Near(golden.Scalar(name), value, precision, $"{name}, {precision}");
            }

            golden.Near(golden["grad_lp"], current.GradientOrZero(), $"gradient of the original branch, {precision}");
            golden.Near(golden["grad_masked"], masked.GradientOrZero(), $"gradient of the masked branch, {precision}");
        }
    }
}
