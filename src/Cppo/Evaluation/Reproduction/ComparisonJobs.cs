using Cppo.Evaluation.Comparisons;
using Cppo.Models;
using Cppo.Training;
using Cppo.Worlds;

namespace Cppo.Evaluation.Reproduction;

/// <summary>A start of the comparisons with the recipe's setting for it.</summary>
/// <param name="Name">"starter" or "guesser".</param>
/// <param name="Part">Its part.</param>
/// <param name="Prompts">Prompts of a step, eight responses each.</param>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="StepCost">Processor seconds of a GRPO step, about.</param>
internal sealed record ComparisonStart(string Name, ReproductionPart Part, int Prompts, double LearningRate, double StepCost)
{
    /// <summary>The recipe's two (sections 7 and 10).</summary>
    public static IReadOnlyList<ComparisonStart> All { get; } =
        [new("starter", ReproductionPart.Starter, 32, 4e-5, 0.6), new("guesser", ReproductionPart.Guesser, 16, 1e-4, 0.35)];

    /// <summary>The model's folder.</summary>
    public string Model => Name == "starter" ? ShippedModels.Starter : ShippedModels.Guesser;
}

/// <summary>Every method over seeds from both starts: one job a run.</summary>
internal static class ComparisonJobs
{
    /// <summary>
    /// The methods, GRPO first. Lambda 0.05 where the question is which tokens are chosen or how they are weighed: at 0.01 the contrastive term is
    /// a few per cent of the gradient, so that no choice could be seen.
    /// </summary>
    public static IReadOnlyList<string> Arms { get; } =
    [
        "grpo",
        "cppo",
        "cppo-async=cppo Perception=asynchronous Objective.Contrast=asynchronous",
        "cppo-0.05=cppo ContrastiveWeight=0.05",
        "floor-0.05=cppo-floor ContrastiveWeight=0.05",
        "divergence-0.05=cppo Perception.Detector=divergence Perception.Detector.Least=0.05 Perception.TopShare=1 ContrastiveWeight=0.05",
        "oracle-0.05=cppo-oracle ContrastiveWeight=0.05",
        "random-0.05=cppo-random ContrastiveWeight=0.05",
        "weighted-0.05=cppo-weighted ContrastiveWeight=0.05",
        "cpl-alone",
        "papo",
        "grpo-augmented",
    ];

    private const int MainArms = 2; // GRPO and CPPO have more seeds

    /// <summary>The comparison's folder of a start.</summary>
    public static string FolderOf(ReproductionPlan plan, string start) => Path.Combine(plan.Folder, "comparison", start);

    public static IEnumerable<ReproductionJob> Of(ReproductionPlan plan) => ComparisonStart.All.SelectMany(start => Of(plan, start));

    /// <summary>A report as rows: all samples, then every kind.</summary>
    public static IEnumerable<AccuracyRow> Rows(string start, string method, int seed, string test, EvaluationReport report) =>
        new[] { report.All with { Kind = "all" } }.Concat(report.ByKind).Select(kind => new AccuracyRow(start, method, seed, test, kind.Kind, kind.Correct, kind.Total));

    private static IEnumerable<ReproductionJob> Of(ReproductionPlan plan, ComparisonStart start)
    {
        ReproductionScale scale = plan.Scale;
        Lazy<ComparisonPlan> comparison = new(() => Plan(plan, start));
        string begin = $"{start.Name}-start";
        double testing = 0.003 * (scale.GreedySamples + (scale.SampledSamples * scale.Answers) + (7 * scale.RobustSamples));
        yield return new(begin, start.Part, testing, job => AskStart(comparison.Value, start, job));
        string[] labels = [.. Arms.Select(arm => arm.Split(' ', '=')[0])];
        for (int seed = 0; seed < Math.Max(scale.MainSeeds, scale.OtherSeeds); seed++)
        {
            for (int arm = 0; arm < labels.Length; arm++)
            {
                if (seed >= (arm < MainArms ? scale.MainSeeds : scale.OtherSeeds)) continue;
                (string label, int own) = (labels[arm], seed);
                double cost = testing + (scale.Steps * start.StepCost * (label.StartsWith("grpo", StringComparison.Ordinal) ? 1 : 1.5));
                yield return new($"{start.Name}-{label}-{seed}", start.Part, cost, job => Train(comparison.Value, start, label, own, job)) { Needs = [begin] };
            }
        }
    }

    private static ComparisonPlan Plan(ReproductionPlan plan, ComparisonStart start)
    {
        ReproductionScale scale = plan.Scale;
        string[] common = ["Sampling.GroupSize=8", "Sampling.MaxNewTokens=26", FormattableString.Invariant($"LearningRate={start.LearningRate}"), "Perturbations=mild"];
        return new()
        {
            Methods = ComparedMethod.WithAll(ComparedMethod.ParseAll(string.Join(';', Arms)), common),
            Seeds = [.. Enumerable.Range(0, Math.Max(scale.MainSeeds, scale.OtherSeeds)).Select(seed => (ulong)seed)],
            Start = () => Policy.Load(start.Model),
            StartName = start.Name,
            Prompts = seed => new ProceduralWorld(seed).Prompts(scale.Prompts ?? start.Prompts),
            Labels = PerceptionLabels.Of,
            Folder = FolderOf(plan, start.Name),
            Training = new()
            {
                Steps = scale.Steps, MeasureTermsEvery = scale.MeasureTermsEvery, EvaluateEvery = scale.MonitorEvery, Keep = new() { RolloutsEvery = 0, TokensEvery = 0, Events = false },
            },
            Monitor = HeldOutTests.Monitor(scale),
            Tests = HeldOutTests.All(scale),
        };
    }

    private static void AskStart(ComparisonPlan plan, ComparisonStart start, JobContext job)
    {
        MethodComparison.AskStart(plan, seen => job.Report((double)seen.Start.Count / plan.Tests.Count, $"{start.Name}: {seen.Progress?.Now}"), job.Cancellation);
        job.Keep<AccuracyRow>([.. MethodComparison.Read(plan.Folder).Start.SelectMany(test => Rows(start.Name, "start", 0, test.Key, test.Value))]);
    }

    private static void Train(ComparisonPlan plan, ComparisonStart start, string label, int seed, JobContext job)
    {
        ComparedRun run = MethodComparison.RunOne(
            plan, label, (ulong)seed, seen => job.Report(seen.Progress?.Share ?? 0, $"{start.Name}: {seen.Progress?.Now}, step {seen.Runs[0].History.Steps.Count}"), job.Cancellation);
        IReadOnlyList<double> seconds = EqualTime.Cumulated(run.History);
        job.Keep<AccuracyRow>([.. run.Tests.SelectMany(test => Rows(start.Name, label, seed, test.Key, test.Value))]);
        job.Keep<MonitorRow>([.. run.History.Evaluations.Select(point => new MonitorRow(
            start.Name, label, seed, point.Step, point.Step == 0 ? 0 : seconds[point.Step - 1], point.Accuracy, double.NaN))]);
        job.Keep(Stretches(start.Name, label, seed, run.History));
    }

    private static IReadOnlyList<StretchRow> Stretches(string start, string label, int seed, TrainingHistory history)
    {
        const int Length = 5;
        List<StretchRow> rows = [];
        double seconds = 0;
        foreach (StepMetrics[] steps in history.Steps.Chunk(Length))
        {
            seconds += steps.Sum(step => step.CpuSeconds);
            double Mean(Func<StepMetrics, double> value) => Curve.Last(steps, value, Length);
            double Further(string number, string other) => Mean(step => step.Further.TryGetValue(number, out double value) ? value : step.Further.GetValueOrDefault(other, double.NaN));
            rows.Add(new(
                start, label, seed, steps[^1].Step + 1, seconds, Mean(step => step.Accuracy), Mean(step => step.Format), Mean(step => step.Entropy), Mean(step => step.Kl),
                Mean(step => step.ZeroSignalGroups), Mean(step => step.Cpl), Mean(step => step.Margin), Mean(step => step.KlPreserved), Mean(step => step.KlRemoved),
                Mean(step => step.SelectedShare), Mean(step => step.Precision), Mean(step => step.Recall), Further("cppo/grad_norm/policy", ""),
                Further("cppo/grad_norm/CPL", "cppo/grad_norm/PAPO"), Further("cppo/grad_cosine/CPL", "cppo/grad_cosine/PAPO")));
        }

        return rows;
    }
}
