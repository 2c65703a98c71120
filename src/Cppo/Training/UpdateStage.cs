using Cppo.Training.Optimization;
using TorchSharp.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Training;

/// <summary>Stage 8: gradient, clipping, AdamW.</summary>
internal static class UpdateStage
{
    /// <summary>Makes the update and reports the step.</summary>
    public static StepReport Apply(TrainingStep step, ObjectiveValue objective, bool measureTerms, PhaseClock clock)
    {
        using DisposeScope scope = NewDisposeScope();
        Parameter[] parameters = [.. step.Policy.Model.Trainable.Select(entry => entry.Value)];
        LossTerm[] terms = [.. objective.Terms.Select(term => new LossTerm(
            term.Name,
            term.Coefficient,
            term.Value.ToDouble(),
            measureTerms ? clock.Time("measuring", () => GradientNorm(term.Coefficient * term.Value, parameters)) : double.NaN))];

        clock.Time("backward", () =>
        {
            using DisposeScope during = NewDisposeScope(); // what custom functions hand to libtorch is held by it from here on
            objective.Loss.backward();
            return true;
        });
        UpdateReport update = clock.Time("optimizer", () => step.Optimizer.Step(step.Method.LearningRate));
        step.Optimizer.ZeroGradients();

        return new StepReport
        {
            Step = step.Number,
            Method = step.Method.Name,
            Groups = objective.Groups,
            Terms = terms,
            Loss = objective.Loss.ToDouble(),
            PolicyGain = objective.PolicyGain,
            GradientNorm = update.GradientNorm,
            Clipped = update.Clipped,
            Skipped = update.Skipped,
            LearningRate = step.Method.LearningRate,
            StepLength = update.StepLength,
            ClipFraction = objective.ClipFraction,
            Entropy = objective.Entropy,
            Times = clock.Times,
        };
    }

    private static double GradientNorm(Tensor term, Parameter[] parameters)
    {
        using DisposeScope scope = NewDisposeScope();
        // A term without a graph (no token selected) has no gradient.
        if (!term.requires_grad) return 0;
        IList<Tensor> gradients = autograd.grad([term], parameters, retain_graph: true, allow_unused: true);
        return Math.Sqrt(gradients.Where(gradient => gradient is not null && !gradient.IsInvalid)
            .Sum(gradient => gradient.to_type(ScalarType.Float64).square().sum().item<double>()));
    }
}
