namespace Cppo.Training.Watchdogs;

/// <summary>The watchdogs: each a pure function of the steps made so far that says nothing, or what is wrong. Missing numbers (NaN) are never wrong.</summary>
public static class Watchdog
{
    private const int Few = 3;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Func<IReadOnlyList<StepMetrics>, WatchdogOptions, TrainingWarning?>> All { get; } =
        [ZeroSignal, EntropyCollapse, RolloutDrift, KlExplosion, CutOffResponses, StillReward, SkippedUpdates];

    /// <summary>Most groups have equal rewards: their responses teach nothing.</summary>
    public static TrainingWarning? ZeroSignal(IReadOnlyList<StepMetrics> steps, WatchdogOptions options)
    {
        double share = LastMean(steps, options.Window, step => step.ZeroSignalGroups);
        if (!(share >= options.ZeroSignalGroups)) return null;
        bool right = LastMean(steps, options.Window, step => step.Accuracy) > 0.5;
        return Warn(
            "zero-signal groups",
            steps,
            $"In {share:P0} of the groups of the last {options.Window} steps all rewards are equal.",
            right
                ? "The prompts are too easy: take harder ones, or let dynamic sampling drop such groups."
                : "The prompts are too hard: take easier ones, larger groups or a higher temperature, or start from a model that sometimes succeeds.",
            (1 - options.ZeroSignalGroups) / Math.Max(1 - share, 1e-3));
    }

    /// <summary>Entropy fell far below where it began: responses of a group become the same.</summary>
    public static TrainingWarning? EntropyCollapse(IReadOnlyList<StepMetrics> steps, WatchdogOptions options)
    {
        if (steps.Count < 2 * options.Window) return null;
        double first = steps.Take(options.Window).Average(step => step.Entropy), now = LastMean(steps, options.Window, step => step.Entropy);
        if (!(first > 0) || !(now <= options.EntropyShare * first)) return null;
        return Warn(
            "entropy collapse",
            steps,
            $"Entropy fell from {first:F3} to {now:F3} nats per token.",
            "Lower the learning rate, raise the KL weight or the upper clip (DAPO's 0.28), or stop here: what follows is hardly explored any more.",
            options.EntropyShare * first / Math.Max(now, 1e-6));
    }

    /// <summary>The policy that is trained gives other probabilities than the one that drew.</summary>
    public static TrainingWarning? RolloutDrift(IReadOnlyList<StepMetrics> steps, WatchdogOptions options)
    {
        double drift = LastMean(steps, options.Window, step => step.Drift);
        if (!(drift >= options.Drift)) return null;
        return Warn(
            "rollout drift",
            steps,
            $"Log-probabilities at rollout and in training differ by {drift:F3} nats per token.",
            "Use the same precision for both, update more often, or choose the decoupled objective for stale rollouts.",
            drift / options.Drift);
    }

    /// <summary>The policy runs away from the reference.</summary>
    public static TrainingWarning? KlExplosion(IReadOnlyList<StepMetrics> steps, WatchdogOptions options)
    {
        double kl = LastMean(steps, Few, step => step.Kl);
        if (!(kl >= options.Kl)) return null;
        return Warn(
            "KL explosion",
            steps,
            $"The KL to the reference is {kl:F3} nats per token.",
            "Lower the learning rate or raise the KL weight, and go on from an earlier checkpoint.",
            kl / options.Kl);
    }

    /// <summary>Many responses end because they are long, not because they are done.</summary>
    public static TrainingWarning? CutOffResponses(IReadOnlyList<StepMetrics> steps, WatchdogOptions options)
    {
        double share = LastMean(steps, options.Window, step => step.CutOff);
        if (!(share >= options.CutOff)) return null;
        return Warn(
            "responses cut off",
            steps,
            $"{share:P0} of the responses of the last {options.Window} steps were cut off at the longest length.",
            "Raise Sampling.MaxNewTokens, or add a length penalty: a response that is cut off has no answer to grade.",
            share / options.CutOff);
    }

    /// <summary>The reward at the end is that of the beginning, up to noise.</summary>
    public static TrainingWarning? StillReward(IReadOnlyList<StepMetrics> steps, WatchdogOptions options)
    {
        if (steps.Count < options.RewardSteps || !(LastMean(steps, options.Window, step => step.Accuracy) < options.GoodAccuracy)) return null;
        int quarter = Math.Max(2, options.RewardSteps / 4);
        double[] first = [.. steps.Take(quarter).Select(step => step.Reward)], last = [.. steps.TakeLast(quarter).Select(step => step.Reward)];
        double error = Math.Sqrt((Variance(first) + Variance(last)) / quarter), moved = last.Average() - first.Average();
        if (!(moved <= options.RewardErrors * error)) return null;
        return Warn(
            "reward does not move",
            steps,
            $"After {steps.Count} steps the reward is {last.Average():F3}; it began at {first.Average():F3}.",
            "Raise the learning rate or the group size, look at the rewards' reasons in the rollouts, and at the share of groups without signal.",
            (double)steps.Count / options.RewardSteps);
    }

    /// <summary>Updates were skipped because their gradient was not finite.</summary>
    public static TrainingWarning? SkippedUpdates(IReadOnlyList<StepMetrics> steps, WatchdogOptions options)
    {
        StepMetrics[] window = [.. steps.TakeLast(options.Window)];
        int skipped = window.Count(step => step.Skipped is not null);
        double share = (double)skipped / options.Window;
        if (skipped == 0 || share < options.SkippedUpdates) return null;
        return Warn(
            "updates skipped",
            steps,
            $"{skipped} of the last {window.Length} updates were skipped: {window.Last(step => step.Skipped is not null).Skipped}",
            "Lower the learning rate, compute in float32, and go on from an earlier checkpoint if it does not stop.",
            share / options.SkippedUpdates);
    }

    private static TrainingWarning Warn(string name, IReadOnlyList<StepMetrics> steps, FormattableString problem, string advice, double severity) =>
        new(name, steps[^1].Step, FormattableString.Invariant(problem), advice, severity);

    // NaN, which no threshold passes, before the window is full and where a step has no such number.
    private static double LastMean(IReadOnlyList<StepMetrics> steps, int window, Func<StepMetrics, double> value) =>
        steps.Count < window ? double.NaN : steps.TakeLast(window).Average(value);

    private static double Variance(double[] values)
    {
        double mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1);
    }
}
