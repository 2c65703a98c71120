using Cppo.Training;
using Cppo.Training.Watchdogs;

namespace Cppo.Tests.Training.Watchdogs;

public sealed class WatchdogTests
{
    private static readonly WatchdogOptions Options = new();

    // 200 steps of a run that learns: noise on every number, from a fixed rule.
    private static readonly IReadOnlyList<StepMetrics> Healthy = Steps(200, (step, i) => step);

    public static TheoryData<string, Func<StepMetrics, int, StepMetrics>> Illnesses => new()
    {
        { "zero-signal groups", (step, i) => step with { ZeroSignalGroups = 0.9 } },
        { "entropy collapse", (step, i) => step with { Entropy = 0.5 * Math.Exp(-i / 20.0) } },
        { "rollout drift", (step, i) => step with { Drift = 0.2 } },
        { "KL explosion", (step, i) => step with { Kl = 0.001 * Math.Exp(i / 15.0) } },
        { "responses cut off", (step, i) => step with { CutOff = 0.4 } },
        { "reward does not move", (step, i) => step with { Reward = 0.3 + Noise(i), Accuracy = 0.3 } },
        { "updates skipped", (step, i) => step with { Skipped = i % 4 == 0 ? "The gradient norm is not finite (NaN)." : null } },
    };

    [Theory]
    [MemberData(nameof(Illnesses))]
    public void Each_barks_at_its_illness_and_no_other_does(string name, Func<StepMetrics, int, StepMetrics> illness)
    {
        TrainingWarning[] found = [.. Raised(Steps(200, illness))];
        Assert.NotEmpty(found);
        Assert.All(found, warning => Assert.Equal(name, warning.Name));
        Assert.All(found, warning => Assert.True(warning.Problem.EndsWith('.') && warning.Advice.EndsWith('.') && warning.Severity >= 1));
        // Raised again only when it got worse.
        Assert.All(found.Zip(found.Skip(1)), pair => Assert.True(pair.Second.Severity >= Options.WorseFactor * pair.First.Severity));
        Assert.InRange(found.Length, 1, 15);
    }

    [Fact]
    public void All_are_silent_on_a_run_that_learns_and_on_its_first_steps() => Assert.Empty(Raised(Healthy));

    [Fact]
    public void A_supervised_run_without_rewards_views_and_reference_is_no_illness() =>
        Assert.Empty(Raised([.. Enumerable.Range(0, 200).Select(i => new StepMetrics
        {
            Step = i, Reward = double.NaN, Accuracy = double.NaN, CutOff = double.NaN, ZeroSignalGroups = double.NaN, Entropy = 3 - (0.001 * i),
        })]));

    [Fact]
    public void A_steady_illness_is_told_once()
    {
        TrainingWarning one = Assert.Single(Raised(Steps(200, (step, i) => step with { CutOff = 0.4 })));
        Assert.Equal(Options.Window - 1, one.Step);
        Assert.Contains("40", one.Problem);
    }

    [Fact]
    public void Prompts_that_are_too_hard_and_too_easy_get_different_advice()
    {
        string Advice(double accuracy) =>
            Watchdog.ZeroSignal(Steps(20, (step, i) => step with { ZeroSignalGroups = 1, Accuracy = accuracy }), Options)!.Advice;
        Assert.Contains("too hard", Advice(0.02));
        Assert.Contains("too easy", Advice(0.98));
    }

    [Fact]
    public void A_reward_that_stays_high_is_no_illness() =>
        Assert.Empty(Raised(Steps(200, (step, i) => step with { Reward = 0.95 + Noise(i), Accuracy = 0.95 })));

    [Fact]
    public void Switched_off_they_are_silent() =>
        Assert.Empty(Watch.Ask(Steps(50, (step, i) => step with { CutOff = 1 }), [], WatchdogOptions.Off));

    private static double Noise(int i) => 0.05 * Math.Sin(i * 12.9898);

    private static IReadOnlyList<StepMetrics> Steps(int count, Func<StepMetrics, int, StepMetrics> change) =>
        [.. Enumerable.Range(0, count).Select(i => change(
            new StepMetrics
            {
                Step = i,
                Reward = 0.3 + (0.002 * i) + Noise(i),
                Accuracy = 0.25 + (0.002 * i) + Noise(i),
                Entropy = 0.5 - (0.001 * i),
                Kl = 0.0002 * i,
                CutOff = 0.02,
                ZeroSignalGroups = 0.3 + Noise(i),
                Drift = 1e-6,
            },
            i))];

    private static List<TrainingWarning> Raised(IReadOnlyList<StepMetrics> steps)
    {
        List<TrainingWarning> raised = [];
        for (int made = 1; made <= steps.Count; made++) raised.AddRange(Watch.Ask([.. steps.Take(made)], raised, Options));
        return raised;
    }
}
