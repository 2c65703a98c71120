using System.Text.RegularExpressions;
using Cppo.Objective;
using Cppo.Runtime;
using TorchSharp;

namespace Cppo.Tests.Objective;

public sealed class KullbackLeiblerTests
{
    public static TheoryData<string> Cases => GoldenLosses.Names("kl");

    [Theory]
    [Trait("Category", "Golden")]
    [MemberData(nameof(Cases))]
    public void Values_and_gradients_are_those_of_the_reference(string key)
    {
        GoldenCase golden = GoldenLosses.Case(key);
        KullbackLeibler estimator = Estimator(golden.Implementation);
        foreach (ScalarType precision in golden.Precisions)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor current = golden.Input(golden.Text("inputs"), "lp").Leaf(precision);
            Tensor reference = golden.Input(golden.Text("inputs"), "ref").Leaf(precision);
            Tensor value = estimator.PerToken(current, reference);
            value.sum().backward();

            // A difference below float32's resolution has no sign there, and |x| has a kink at 0.
            Tensor lost = golden.Input(golden.Text("inputs"), "lp").ne(golden.Input(golden.Text("inputs"), "ref")) & current.eq(reference);
            golden.Near(golden["value"], value, $"value, {precision}");
            golden.Near(golden["grad_lp"].masked_fill(lost, 0), current.GradientOrZero().masked_fill(lost, 0), $"gradient to lp, {precision}");
            golden.Near(golden["grad_ref"].masked_fill(lost, 0), reference.GradientOrZero().masked_fill(lost, 0), $"gradient to the reference, {precision}");
        }
    }

    [Fact]
    public void A_clamp_passes_the_gradient_at_its_bound_and_stops_it_outside()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = tensor(new[] { 10.0, 10.5, -10.0, -10.5 }).requires_grad_();
        KullbackLeibler.ClampedK1.PerToken(a, zeros_like(a)).sum().backward();
        Assert.Equal([1.0, 0.0, 1.0, 0.0], a.grad!.data<double>().ToArray());
    }

    [Fact]
    public void Tensors_of_different_shapes_are_refused_in_one_sentence()
    {
        using DisposeScope scope = NewDisposeScope();
        CppoException error = Assert.Throws<CppoException>(
            () => KullbackLeibler.LowVariance.PerToken(zeros(2, 3), zeros(2, 4)));
        Assert.Contains("[2, 4]", error.Message);
    }

    internal static KullbackLeibler Named(string library, string name, bool clamped)
    {
        bool straight = name.EndsWith('+');
        KullbackLeiblerEstimator formula = name.TrimEnd('+') switch
        {
            "k1" or "kl" => KullbackLeiblerEstimator.K1,
            "abs" => KullbackLeiblerEstimator.Absolute,
            "k2" or "mse" => KullbackLeiblerEstimator.K2,
            "k3" or "low_var_kl" => KullbackLeiblerEstimator.K3,
            _ => throw new InvalidDataException($"unknown estimator {name}"),
        };
        KullbackLeibler plain = new(formula) { SquaredGradient = straight };
        return library switch
        {
            "AReaL" => clamped ? plain with { ValueBound = 10 } : plain,
            "trl" => plain,
            _ => formula == KullbackLeiblerEstimator.K3 ? KullbackLeibler.LowVariance with { SquaredGradient = straight } : plain,
        };
    }

    private static KullbackLeibler Estimator(string implementation)
    {
        string library = implementation.Split(' ')[0];
        Match quoted = Regex.Match(implementation, @"'([^']+)'");
        return Named(library, quoted.Success ? quoted.Groups[1].Value : "k3", implementation.Contains("apply_clamp=True"));
    }
}
