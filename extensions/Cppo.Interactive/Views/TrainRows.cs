using Cppo.Interactive.Rendering;
using Cppo.Training;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>The columns of a run's table.</summary>
/// <param name="Header">Heading.</param>
/// <param name="Text">Formatted cell.</param>
internal sealed record TrainColumn(string Header, Func<StepMetrics, string> Text);

/// <summary>Steps as rows, for tables and data frames.</summary>
internal static class TrainRows
{
    public static IReadOnlyList<TrainColumn> Columns { get; } =
    [
        new("Step", step => Numbers.Count(step.Step + 1)),
        new("Reward", step => Numbers.Plain(step.Reward, 2)),
        new("Accuracy", step => Numbers.Share(step.Accuracy)),
        new("Entropy", step => Numbers.Nats(step.Entropy)),
        new("KL", step => Numbers.Nats(step.Kl)),
        new("CPL", step => Numbers.Nats(step.Cpl)),
        new("Margin", step => Numbers.Signed(step.Margin, 3)),
        new("Selected", step => Numbers.Share(step.SelectedShare)),
        new("No signal", step => Numbers.Share(step.ZeroSignalGroups)),
        new("Grad. norm", step => Numbers.Plain(step.GradientNorm, 2)),
        new("Length", step => Numbers.Plain(step.Length, 1)),
    ];

    public static DataFrame ToFrame(IReadOnlyList<StepMetrics> steps) => new DataRows<StepMetrics>(steps)
        .Integer("step", step => step.Step)
        .Number("reward", step => step.Reward)
        .Number("accuracy", step => step.Accuracy)
        .Number("format", step => step.Format)
        .Number("entropy", step => step.Entropy)
        .Number("kl", step => step.Kl)
        .Number("loss", step => step.Loss)
        .Number("policy_loss", step => step.PolicyLoss)
        .Number("clip_fraction", step => step.ClipFraction)
        .Number("gradient_norm", step => step.GradientNorm)
        .Number("learning_rate", step => step.LearningRate)
        .Number("length", step => step.Length)
        .Number("cut_off", step => step.CutOff)
        .Number("zero_signal_groups", step => step.ZeroSignalGroups)
        .Number("cpl", step => step.Cpl)
        .Number("margin", step => step.Margin)
        .Number("kl_preserved", step => step.KlPreserved)
        .Number("kl_removed", step => step.KlRemoved)
        .Number("selected_share", step => step.SelectedShare)
        .Number("precision", step => step.Precision)
        .Number("recall", step => step.Recall)
        .Number("tokens_per_second", step => step.TokensPerSecond)
        .Number("seconds", step => step.Seconds.Values.Sum())
        .Text("skipped", step => step.Skipped)
        .ToFrame();
}
