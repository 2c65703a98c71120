using Cppo.Evaluation;
using Cppo.Evaluation.Comparisons;
using Cppo.Training;
using Cppo.Training.Runs.Tables;

namespace Cppo.Interactive.Tests.Views;

/// <summary>Comparisons with made-up numbers of the size that real ones have, and what stands beside them.</summary>
internal static class Comparisons
{
    private const int Steps = 100;

    public static MethodComparison Finished { get; } = Of(["grpo", "cppo"], 3, 3, ["greedy", "avg@4", "paper-unseen"]);

    public static MethodComparison Running { get; } = Of(["grpo", "cppo"], 3, 1, ["greedy", "avg@4", "paper-unseen"]) with
    {
        Progress = new(0.46, 2, TimeSpan.FromSeconds(94), TimeSpan.FromSeconds(112), "grpo, seed 1"),
    };

    public static IReadOnlyList<DetectorStudy> Detectors { get; } =
    [
        .. new[] { 0.5, 1, 2 }.Select(strength => new DetectorStudy($"occlusion, strength {strength}", 200,
        [
            new("relative shift", new(2800, 0.23, 0.34, 0.57, 0.70 - (0.02 * strength))),
            new("absolute shift", new(2800, 0.23, 0.52, 0.71, 0.92 - (0.02 * strength))),
            new("KL of distributions", new(2800, 0.23, 0.61, 0.80, 0.99)),
            new("plain entropy", new(2800, 0.23, 0.58, 0.78, 0.97)),
            new("oracle", new(2800, 0.23, 1, 1, 1)),
            new("random", new(2800, 0.23, double.NaN, double.NaN, 0.5)),
        ])),
    ];

    public static IReadOnlyList<RolloutRow> Kept { get; } =
    [
        .. Enumerable.Range(0, 8).Select(i => HostileRow("How many red shapes are there?") with
        {
            Group = i / 4, Row = i % 4, Response = "<think> red circle: 2 </think>\\boxed{2}", Extracted = i % 3 == 0 ? null : "2", Correct = i is 1 or 2, Answer = "2",
            Reward = i is 1 or 2 ? 1 : 0.1, Advantage = i < 4 ? (i is 1 or 2 ? 0.87 : -0.87) : 0, Rule = "equal after stage A",
        }),
    ];

    /// <summary>Methods over seeds; of the last seeds some have not begun.</summary>
    public static MethodComparison Of(string[] methods, int seeds, int begun, string[] tests)
    {
        Random random = new(5);
        return new(
            new(methods, [.. Enumerable.Range(0, seeds).Select(seed => (ulong)seed)], Steps) { Tests = tests, Start = "starter" },
            [.. Enumerable.Range(0, seeds).SelectMany(seed => methods.Select((method, i) => Run(method, i, seed, seed < begun, tests, random)))])
        {
            Start = tests.ToDictionary(test => test, test => Report(test, 0.63, random)),
        };
    }

    public static MethodComparison Hostile(string text, EvaluationReport report)
    {
        TrainingHistory history = new(text, 1);
        history.Add(new StepMetrics { Step = 0, Reward = 0.5, Further = new Dictionary<string, double> { ["cppo/grad_norm/" + text] = 1 } });
        ComparedRun Run(string method) => new(method, 0, text, history, new Dictionary<string, EvaluationReport> { [text] = report }) { IsFinished = true };
        return new(new([text, text + "2"], [0], 1) { Tests = [text], Start = text }, [Run(text), Run(text + "2")])
        {
            Start = new Dictionary<string, EvaluationReport> { [text] = report },
            Progress = new(0.5, 1, TimeSpan.Zero, null, text),
        };
    }

    public static RolloutRow HostileRow(string text) => new()
    {
        Step = 20, Group = 0, Row = 0, Sample = 2000007, Kind = text, Question = text, Answer = text, Response = text, TokenIds = [], LogProbabilities = [], Stop = text, PromptTokens = 1,
        Reward = 0.1, RewardParts = new Dictionary<string, double> { [text] = 1 }, Advantage = -0.5, Correct = false, Extracted = text, NormalForm = text,
        TargetNormalForm = text, Rule = text, Preserving = text, Removing = text,
    };

    private static ComparedRun Run(string method, int place, int seed, bool begun, string[] tests, Random random)
    {
        TrainingHistory history = new(method, Steps);
        double luck = 0.02 * (random.NextDouble() - 0.5);
        for (int i = 0; begun && i < Steps; i++)
        {
            bool contrastive = method.StartsWith("cppo", StringComparison.Ordinal);
            history.Add(new StepMetrics
            {
                Step = i,
                Reward = 0.6 + luck + (0.08 * (1 - Math.Exp(-i / 40.0))) + (0.06 * (random.NextDouble() - 0.5)),
                Accuracy = 0.55 + luck + (0.08 * (1 - Math.Exp(-i / 40.0))) + (0.002 * place),
                Entropy = 0.24 - (0.1 * i / Steps) + luck,
                Kl = 0.017 * i / Steps,
                Cpl = contrastive ? 0.55 - (0.0015 * i) : double.NaN,
                SelectedShare = contrastive ? 0.12 + luck : double.NaN,
                ZeroSignalGroups = 0.39 + luck,
                GradientNorm = 0.4 + luck,
                StepSeconds = contrastive ? 1.36 : 0.9,
                Further = i % 10 == 0 ? new Dictionary<string, double> { ["cppo/grad_norm/policy"] = 0.23, ["cppo/grad_norm/CPL"] = 0.008, ["cppo/grad_cosine/CPL"] = -0.03 } : new Dictionary<string, double>(),
            });
        }

        foreach (int step in new[] { 0, 50, 100 }.Where(_ => begun)) history.Add(new AccuracyPoint(step, (int)(200 * (0.6 + luck + (step * 0.0004))), 200));
        return new(method, (ulong)seed, $"/runs/compare/{method}-{seed}", history, begun ? tests.ToDictionary(test => test, test => Report(test, 0.62 + (0.02 * place) + luck, random)) : [])
        {
            IsFinished = begun,
        };
    }

    private static EvaluationReport Report(string test, double accuracy, Random random) => EvaluationReport.Of(
        test,
        [.. Enumerable.Range(0, 60).Select(i => new SampleOutcome((ulong)i, "count", [new(random.NextDouble() < accuracy, "2", true, 14, false)]))]);
}
