using Cppo.Models;
using TorchSharp;

namespace Cppo.Tests.Objective;

public sealed class TokenDistributionGoldenTests
{
    public static TheoryData<string> Cases => GoldenLosses.Names("logprobs");

    [Theory]
    [Trait("Category", "Golden")]
    [MemberData(nameof(Cases))]
    public void Log_probabilities_entropies_and_gradients_are_those_of_the_reference(string key)
    {
        GoldenCase golden = GoldenLosses.Case(key);
        double temperature = golden.Node["temperature"]!.GetValue<double>();
        if (golden.Has("logits")) OwnLogits(golden, temperature);
        else BatchLogits(golden, temperature);
    }

    private static void OwnLogits(GoldenCase golden, double temperature)
    {
        using DisposeScope scope = NewDisposeScope();
        TokenDistribution tokens = TokenDistribution.Of(golden["logits"], golden["tokens"], temperature);
        double Tolerance(string name) => golden.Node["tolerance"]![name]!.GetValue<double>();
        Golden.Near(golden["lp"], tokens.LogProbabilities, Tolerance("lp_abs"), 0, $"{golden.Name}: log-probability");
        Golden.Near(golden["entropy"], tokens.Entropies, Tolerance("entropy_abs"), 0, $"{golden.Name}: entropy");
        Golden.Near(golden["entropy_shifted"], tokens.Entropies, Tolerance("entropy_shifted_abs"), 0, $"{golden.Name}: accurate entropy");
    }

    private static void BatchLogits(GoldenCase golden, double temperature)
    {
        IReadOnlyDictionary<string, Tensor> batch = GoldenLosses.Of("batch").Tensors;
        string[] branches = [.. batch.Keys.Where(name => name.StartsWith("logits_")).Select(name => name[7..])];
        Assert.NotEmpty(branches);
        foreach (ScalarType precision in golden.Precisions)
        {
            double tolerance = precision == ScalarType.Float32 ? golden.File.Float32 : golden.Absolute;
            foreach (string branch in branches)
            {
                using DisposeScope scope = NewDisposeScope();
                Tensor logits = batch["logits_" + branch].Leaf(precision);
                TokenDistribution tokens = TokenDistribution.Of(logits, batch["tokens"], temperature);
                Golden.Near(golden["lp_" + branch], tokens.LogProbabilities, tolerance, 0, $"{golden.Name}: lp {branch}, {precision}");
                Golden.Near(golden["entropy_" + branch], tokens.Entropies, tolerance, 0, $"{golden.Name}: entropy {branch}, {precision}");
                if (!golden.Has("grad_logits_" + branch)) continue;
                Tensor probe = ((golden["weight_lp"].to_type(precision) * tokens.LogProbabilities)
                    + (golden["weight_entropy"].to_type(precision) * tokens.Entropies)).sum();
                probe.backward();
                Golden.Near(golden["grad_logits_" + branch], logits.grad!, tolerance, 0, $"{golden.Name}: gradient, {precision}");
                if (precision == ScalarType.Float64) Assert.Equal(golden.Scalar("probe_value"), probe.ToDouble(), 1e-9);
            }
        }
    }
}
