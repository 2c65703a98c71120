using Cppo.Training.Optimization;
using Cppo.Training.Updates;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cppo.Training;

/// <summary>Stage 8: gradient, clipping, AdamW.</summary>
internal static class UpdateStage
{
    /// <summary>Makes one update.</summary>
    /// <exception cref="OperationCanceledException">Cancelled in the backward pass; nothing is changed then.</exception>
    public static UpdateRecord Apply(
        TrainingStep step, ObjectiveValue objective, bool measureTerms, PhaseClock clock, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        Parameter[] parameters = [.. step.Policy.Model.Trainable.Select(entry => entry.Value)];
        IReadOnlyList<LossTerm> terms = measureTerms
            ? clock.Time("measuring", () => TermGradients.Measure(objective, parameters))
            : objective.ToTerms();
        UpdateReport update;
        try
        {
            clock.Time("backward", () => objective.Passes.Runner.Backward(objective.Loss, step.Optimizer.Accumulate, cancellation));
            update = clock.Time("optimizer", () => step.Optimizer.Step(step.LearningRate));
        }
        finally
        {
            step.Optimizer.ZeroGradients();
        }

        return new()
        {
            Number = objective.Passes.Part.Update,
            Epoch = objective.Passes.Part.Epoch,
            Prompts = objective.Groups.Count,
            Terms = terms,
            Loss = objective.Loss.ToDouble(),
            PolicyGain = objective.PolicyGain,
            GradientNorm = update.GradientNorm,
            Clipped = update.Clipped,
            Skipped = update.Skipped,
            StepLength = update.StepLength,
            ClipFraction = objective.ClipFraction,
            ApproximateKl = objective.ApproximateKl,
            Entropy = objective.Entropy,
        };
    }

    /// <summary>The report of a step: means over its updates.</summary>
    /// <param name="step">The step.</param>
    /// <param name="groups">Its prompts, with the token records of the first epoch.</param>
    /// <param name="updates">At least one.</param>
    /// <param name="times">Wall time by phase.</param>
    public static StepReport Report(
        TrainingStep step, IReadOnlyList<GroupRecord> groups, IReadOnlyList<UpdateRecord> updates, IReadOnlyList<PhaseTime> times)
    {
        double Mean(Func<UpdateRecord, double> value) => updates.Average(value);
        UpdateRecord[] skipped = [.. updates.Where(update => update.Skipped is not null)];
        return new()
        {
            Step = step.Number,
            Method = step.Method.Name,
            Groups = groups,
            Terms = [.. updates[0].Terms.Select((term, index) => term with
            {
                Value = Mean(update => update.Terms[index].Value),
                GradientNorm = Mean(update => update.Terms[index].GradientNorm),
                PolicyCosine = Mean(update => update.Terms[index].PolicyCosine),
            })],
            Loss = Mean(update => update.Loss),
            PolicyGain = Mean(update => update.PolicyGain),
            GradientNorm = Mean(update => update.GradientNorm),
            Clipped = updates.Any(update => update.Clipped),
            Skipped = skipped.Length == 0 ? null
                : updates.Count == 1 ? skipped[0].Skipped
                : $"{skipped.Length} of {updates.Count} updates, the first of them number {skipped[0].Number}: {skipped[0].Skipped}",
            LearningRate = step.LearningRate,
            StepLength = Mean(update => update.StepLength),
            ClipFraction = Mean(update => update.ClipFraction),
            ApproximateKl = Mean(update => update.ApproximateKl),
            Entropy = Mean(update => update.Entropy),
            Updates = updates,
            Times = times,
        };
    }
}
