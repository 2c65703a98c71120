using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cppo.Training.Updates;

/// <summary>
/// How strongly each term of the loss pulls, and whether it pulls with the policy term: one more backward pass a term. Two
/// gradients are held at a time, the policy term's and one other.
/// </summary>
internal static class TermGradients
{
    /// <summary>The terms with the norms of their gradients, coefficients included, and their cosines with the policy term's.</summary>
    public static IReadOnlyList<LossTerm> Measure(ObjectiveValue objective, Parameter[] parameters)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable recording = enable_grad();
        IReadOnlyList<LossTerm> terms = objective.ToTerms();
        Tensor?[]? ofPolicy = null;
        LossTerm[] measured = new LossTerm[terms.Count];
        foreach (int index in Enumerable.Range(0, terms.Count).OrderBy(index => terms[index].Name == "policy" ? 0 : 1))
        {
            using DisposeScope one = NewDisposeScope();
            Tensor?[] gradient = objective.Passes.Runner.GradientOf(terms[index].Coefficient * objective.Terms[index].Value, parameters);
            double norm = Math.Sqrt(Product(gradient, gradient));
            if (terms[index].Name == "policy")
                ofPolicy = [.. gradient.Select(part => part?.MoveToOtherDisposeScope(scope))];
            measured[index] = terms[index] with { GradientNorm = norm, PolicyCosine = Cosine(gradient, norm, ofPolicy) };
        }

        return measured;
    }

    private static double Cosine(Tensor?[] gradient, double norm, Tensor?[]? ofPolicy)
    {
        if (ofPolicy is null) return double.NaN;
        double lengths = norm * Math.Sqrt(Product(ofPolicy, ofPolicy));
        return lengths > 0 ? Math.Clamp(Product(gradient, ofPolicy) / lengths, -1, 1) : double.NaN;
    }

    private static double Product(Tensor?[] left, Tensor?[] right)
    {
        using IDisposable still = no_grad();
        double sum = 0;
        foreach ((Tensor? a, Tensor? b) in left.Zip(right))
        {
            if (a is null || b is null) continue;
            using DisposeScope scope = NewDisposeScope();
            sum += (a.to_type(ScalarType.Float64) * b.to_type(ScalarType.Float64)).sum().item<double>();
        }

        return sum;
    }
}
