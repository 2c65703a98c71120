namespace Cppo.Evaluation.Reproduction;

/// <summary>Right answers of a policy in a test, for all samples or one kind of task: the raw table behind every accuracy.</summary>
/// <param name="Start">"starter" or "guesser"; the stage for models of the warm start.</param>
/// <param name="Method">The arm's label; "start" before training.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Test">The test's name.</param>
/// <param name="Kind">The kind of task; "all" for all.</param>
/// <param name="Correct">Right answers.</param>
/// <param name="Total">Answers.</param>
public sealed record AccuracyRow(string Start, string Method, int Seed, string Test, string Kind, int Correct, int Total)
{
    /// <summary>Correct / Total.</summary>
    public double Accuracy => (double)Correct / Total;
}

/// <summary>A stretch of a run: means over some steps. NaN where the method has no such number.</summary>
/// <param name="Start">"starter" or "guesser".</param>
/// <param name="Method">The arm's label.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Step">Steps made at its end.</param>
/// <param name="CpuSeconds">Processor seconds that the steps up to there took, measurements left out.</param>
/// <param name="Accuracy">Share of right responses, drawn at temperature 1.</param>
/// <param name="Format">Share in the right form.</param>
/// <param name="Entropy">Nats.</param>
/// <param name="Kl">To the start, nats.</param>
/// <param name="ZeroSignal">Share of groups whose rewards are all equal.</param>
/// <param name="Cpl">Contrastive loss before lambda.</param>
/// <param name="Margin">Of the tokens in that loss, nats.</param>
/// <param name="KlPreserved">KL(lp, lp+) of these.</param>
/// <param name="KlRemoved">KL(lp, lp-) of these.</param>
/// <param name="SelectedShare">These as a share of all response tokens.</param>
/// <param name="Precision">Of the selection.</param>
/// <param name="Recall">Of the selection.</param>
/// <param name="PolicyNorm">Norm of the policy term's gradient, where measured.</param>
/// <param name="ContrastNorm">Norm of the contrastive term's, lambda included.</param>
/// <param name="ContrastCosine">Cosine of the two.</param>
public sealed record StretchRow(
    string Start, string Method, int Seed, int Step, double CpuSeconds, double Accuracy, double Format, double Entropy, double Kl, double ZeroSignal,
    double Cpl, double Margin, double KlPreserved, double KlRemoved, double SelectedShare, double Precision, double Recall,
    double PolicyNorm, double ContrastNorm, double ContrastCosine);

/// <summary>Held-out greedy accuracy during a run.</summary>
/// <param name="Start">"starter" or "guesser"; the stage for the warm start.</param>
/// <param name="Method">The arm's label; "warm start" there.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Step">Steps made.</param>
/// <param name="CpuSeconds">Processor seconds that they took.</param>
/// <param name="Accuracy">Share of right answers.</param>
/// <param name="Loss">The loss of the last steps; NaN at the beginning.</param>
public sealed record MonitorRow(string Start, string Method, int Seed, int Step, double CpuSeconds, double Accuracy, double Loss);

/// <summary>A detector under a removing view.</summary>
/// <param name="Stage">"reading" (before stage two of the warm start) or "starter" (after it).</param>
/// <param name="Removing">The view with its strength.</param>
/// <param name="Detector">Its name.</param>
/// <param name="Responses">Responses looked at.</param>
/// <param name="Tokens">Tokens whose label is known.</param>
/// <param name="BaseRate">Share of them that are perception tokens.</param>
/// <param name="AccuracyUnder">Greedy accuracy under the view.</param>
/// <param name="Precision">Of the paper's rule with this detector.</param>
/// <param name="Recall">Of the same.</param>
/// <param name="Auc">Of the score.</param>
public sealed record DetectorRow(
    string Stage, string Removing, string Detector, int Responses, int Tokens, double BaseRate, double AccuracyUnder, double Precision, double Recall, double Auc);

/// <summary>A point of a detector's precision-recall curve.</summary>
/// <param name="Stage">As in <see cref="DetectorRow"/>.</param>
/// <param name="Removing">The view with its strength.</param>
/// <param name="Detector">Its name.</param>
/// <param name="Share">Share of all tokens taken, those with the highest scores.</param>
/// <param name="Precision">Share of these that are perception tokens.</param>
/// <param name="Recall">Share of the perception tokens that are among them.</param>
public sealed record DetectorCurveRow(string Stage, string Removing, string Detector, double Share, double Precision, double Recall);

/// <summary>A token that the paper's rule gets wrong.</summary>
/// <param name="Stage">As in <see cref="DetectorRow"/>.</param>
/// <param name="Removing">The view with its strength.</param>
/// <param name="Miss">"taken" (grammar that was selected) or "missed" (a perception token that was not).</param>
/// <param name="Sample">The sample's id in <see cref="World"/>.</param>
/// <param name="World">The seed of the held-out world that it is from.</param>
/// <param name="Question">What was asked.</param>
/// <param name="Before">The response up to the token.</param>
/// <param name="Token">The token.</param>
/// <param name="Entropy">H0, nats.</param>
/// <param name="EntropyRemoved">Hr, nats.</param>
/// <param name="Score">The paper's.</param>
public sealed record MissRow(
    string Stage, string Removing, string Miss, ulong Sample, int World, string Question, string Before, string Token, double Entropy, double EntropyRemoved, double Score);

/// <summary>Tokens of rewarded responses by what they are and what the rule did with them.</summary>
/// <param name="Start">"starter" or "guesser".</param>
/// <param name="Arm">Views and rule.</param>
/// <param name="Group">"selected perception", "selected grammar" or "missed perception".</param>
/// <param name="Tokens">How many.</param>
/// <param name="Weight">Their share of the contrastive loss's weights; NaN for tokens that are not in it.</param>
/// <param name="KlPreserved">Mean KL(lp, lp+), nats.</param>
/// <param name="KlRemoved">Mean KL(lp, lp-), nats.</param>
/// <param name="Cpl">Mean loss.</param>
/// <param name="Saturated">Share whose loss has a derivative below 0.05 by its margin: it no longer learns.</param>
/// <param name="AtLn2">Share whose derivative is within 0.45 and 0.55: margin about 0.</param>
public sealed record TokenGroupRow(
    string Start, string Arm, string Group, int Tokens, double Weight, double KlPreserved, double KlRemoved, double Cpl, double Saturated, double AtLn2);

/// <summary>A bin of the histogram of the loss per token.</summary>
/// <param name="Start">"starter" or "guesser".</param>
/// <param name="Arm">Views and rule.</param>
/// <param name="Group">As in <see cref="TokenGroupRow"/>.</param>
/// <param name="From">Left end, nats.</param>
/// <param name="Share">Share of the group's tokens.</param>
public sealed record LossBinRow(string Start, string Arm, string Group, double From, double Share);

/// <summary>The gradients of one batch at the start.</summary>
/// <param name="Start">"starter" or "guesser".</param>
/// <param name="Arm">Rule or detector.</param>
/// <param name="Views">The perturbation set.</param>
/// <param name="Strength">Its factor.</param>
/// <param name="Branch">The branch that learns; "all".</param>
/// <param name="PolicyNorm">Norm of the policy term's gradient.</param>
/// <param name="ContrastNorm">Norm of the contrastive term's at lambda 1.</param>
/// <param name="Cosine">Cosine of the two.</param>
/// <param name="Cpl">The loss.</param>
/// <param name="KlPreserved">Mean KL(lp, lp+) of the tokens in the loss.</param>
/// <param name="KlRemoved">Mean KL(lp, lp-) of these.</param>
/// <param name="AccuracyUnder">Greedy accuracy under the preserving views; NaN where not asked.</param>
public sealed record GradientRow(
    string Start, string Arm, string Views, double Strength, string Branch, double PolicyNorm, double ContrastNorm, double Cosine, double Cpl,
    double KlPreserved, double KlRemoved, double AccuracyUnder);

/// <summary>What a job took.</summary>
/// <param name="Part">Its part.</param>
/// <param name="Job">Its name.</param>
/// <param name="Seconds">Wall time, interruptions left out.</param>
/// <param name="CpuSeconds">Processor time.</param>
public sealed record JobRow(string Part, string Job, double Seconds, double CpuSeconds);

/// <summary>A model that was made from random weights.</summary>
/// <param name="Model">"reading", "starter" or "guesser".</param>
/// <param name="FromShipped">Largest difference of a weight from the model of that name that the library ships; NaN where it ships none.</param>
public sealed record ModelRow(string Model, double FromShipped);
