using Cppo.Runtime;
using Cppo.Training;

namespace Cppo.Evaluation.Comparisons;

/// <summary>
/// Methods compared over seeds: curves and final accuracies as means with 95 % intervals, differences paired by seed, and a sentence for
/// each that claims no more than they allow. Every run is an ordinary run directory.
/// </summary>
/// <param name="Design">What is compared.</param>
/// <param name="Runs">One entry a method and seed, seed by seed.</param>
public sealed record MethodComparison(ComparisonDesign Design, IReadOnlyList<ComparedRun> Runs)
{
    /// <summary>What the start answers in every test, by the test's name.</summary>
    public IReadOnlyDictionary<string, EvaluationReport> Start { get; init; } = new Dictionary<string, EvaluationReport>();

    /// <summary>How far it is while it runs; null where it was read.</summary>
    public ComparisonProgress? Progress { get; init; }

    /// <summary>Whether nothing is left to do.</summary>
    public bool IsComplete => Runs.All(run => run.IsFinished);

    /// <summary>Whether curves run over seconds of work instead of steps.</summary>
    public bool InSeconds => Design.Budget == ComparisonBudget.Time;

    /// <summary>Right end of the curves' axis.</summary>
    public double AxisEnd => InSeconds ? Runs.Select(run => run.Seconds).DefaultIfEmpty(0).Max() : Design.Steps;

    /// <summary>Every further method against the first one, in every test.</summary>
    public IReadOnlyList<MethodDifference> Differences =>
        [.. Design.Tests.SelectMany(test => Design.Methods.Skip(1).Select(method => Difference(test, method)))];

    /// <summary>
    /// Trains what is not trained and asks what was not asked. Cancelled or killed at any moment and called again it goes on: finished runs
    /// are not run again, an unfinished one loses its running step.
    /// </summary>
    /// <param name="plan">What to do.</param>
    /// <param name="onProgress">Called after every step, evaluation and test, on this thread.</param>
    /// <param name="cancellation">Looked at between tokens.</param>
    /// <exception cref="CppoException">The plan cannot be carried out, or a run in the folder was made with other options.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; everything up to the last finished step is kept.</exception>
    public static MethodComparison Run(ComparisonPlan plan, Action<MethodComparison>? onProgress = null, CancellationToken cancellation = default)
    {
        Libtorch.Require();
        plan.Validate();
        return new ComparisonRunner(plan, onProgress, cancellation).Run();
    }

    /// <summary>Asks the start what every run will be asked, and writes what is compared: before <see cref="RunOne"/>, once.</summary>
    /// <inheritdoc cref="Run"/>
    public static void AskStart(ComparisonPlan plan, Action<MethodComparison>? onProgress = null, CancellationToken cancellation = default)
    {
        Libtorch.Require();
        plan.Validate();
        new ComparisonRunner(plan, onProgress, cancellation).OnlyStart();
    }

    /// <summary>
    /// Carries out one run of a plan, so that several processes can share its folder, each with runs of its own; <see cref="AskStart"/> comes
    /// before. It goes on like <see cref="Run"/>.
    /// </summary>
    /// <param name="plan">What to do; with a budget of steps.</param>
    /// <param name="method">The method's label.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="onProgress">Called with the run after every step, evaluation and test, on this thread.</param>
    /// <param name="cancellation">Looked at between tokens.</param>
    /// <exception cref="CppoException">The plan has no such run or a budget of time, or the run in the folder was made with other options.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; everything up to the last finished step is kept.</exception>
    public static ComparedRun RunOne(ComparisonPlan plan, string method, ulong seed, Action<MethodComparison>? onProgress = null, CancellationToken cancellation = default)
    {
        Libtorch.Require();
        plan.Validate();
        if (plan.Budget != ComparisonBudget.Steps) throw new CppoException("One run alone cannot have a budget of time: it is the first method's.", "Compare by steps, or call Run.");
        ComparisonPlan one = plan with { Methods = [.. plan.Methods.Where(each => each.Label == method)], Seeds = [.. plan.Seeds.Where(each => each == seed)] };
        if (one.Methods.Count == 0 || one.Seeds.Count == 0) throw new CppoException($"The comparison has no run of {method} with seed {seed}.", "Name a method and a seed of the plan.");
        return new ComparisonRunner(one, onProgress, cancellation).OnlyRun();
    }

    /// <summary>Reads a folder of runs as they are now; nothing is run, and running ones are not disturbed.</summary>
    /// <exception cref="CppoException">It is the folder of no comparison, or a file is damaged.</exception>
    public static MethodComparison Read(string folder) => Read(ComparisonDesign.Read(folder), folder);

    internal static MethodComparison Read(ComparisonDesign design, string folder)
    {
        ComparedRun[] runs = [.. design.Seeds.SelectMany(seed => design.Methods.Select(method => ComparedRun.Read(design, folder, method, seed)))];
        return new(design, [.. runs.Select(run => run with { IsFinished = design.IsTrained(run, runs) && design.Tests.All(run.Tests.ContainsKey) })])
        {
            Start = ComparedRun.ReadTests(design, Path.Combine(folder, "start")),
        };
    }

    /// <summary>A method's runs, in the order of the seeds.</summary>
    public IReadOnlyList<ComparedRun> RunsOf(string method) => [.. Runs.Where(run => run.Method == method)];

    /// <summary>A method's accuracy in a test, over the seeds that have it.</summary>
    public SeedMean Accuracy(string method, string test) =>
        SeedMean.Of(RunsOf(method).Where(run => run.Tests.ContainsKey(test)).Select(run => run.Tests[test].All.Accuracy));

    /// <summary>A number of the steps at the end: the mean of each run's last steps, over the seeds whose training has ended.</summary>
    /// <param name="method">The method's label.</param>
    /// <param name="value">The number.</param>
    /// <param name="window">How many steps.</param>
    public SeedMean AtEnd(string method, Func<StepMetrics, double> value, int window = 10) =>
        SeedMean.Of(RunsOf(method).Where(run => Design.IsTrained(run, Runs)).Select(run => Curve.Last(run.History.Steps, value, window)));

    /// <summary>
    /// A number of the steps over a whole run, such as "cppo/grad_norm/CPL" or "cppo/grad_cosine/CPL" (measured as
    /// <see cref="TrainerOptions.MeasureTermsEvery"/> says), over the seeds that have it.
    /// </summary>
    /// <param name="method">The method's label.</param>
    /// <param name="number">A name of <see cref="StepMetrics.Numbers"/>.</param>
    public SeedMean Over(string method, string number) => SeedMean.Of(RunsOf(method).Select(run => run.History.Steps
        .SelectMany(step => step.Numbers).Where(entry => entry.Key == number).Select(entry => entry.Value).DefaultIfEmpty(double.NaN).Average()));

    /// <summary>A number of the steps as one curve a method.</summary>
    /// <param name="value">The number.</param>
    /// <param name="window">Steps that a running mean covers.</param>
    /// <param name="most">Most points of a curve.</param>
    public IReadOnlyList<ComparedCurve> Curves(Func<StepMetrics, double> value, int window = 10, int most = 60) =>
        [.. Design.Methods.Select(method => ComparedCurve.Of(method, RunsOf(method), value, AxisEnd, InSeconds, window, most))];

    /// <summary>Accuracy on the samples asked in between, as one curve a method over steps.</summary>
    public IReadOnlyList<ComparedCurve> HeldOut => [.. Design.Methods.Select(method => ComparedCurve.OfEvaluations(method, RunsOf(method)))];

    /// <summary>A method against the first one in one test.</summary>
    public MethodDifference Difference(string test, string method)
    {
        (EvaluationReport First, EvaluationReport Second)[] pairs =
        [
            .. from seed in Design.Seeds
               let first = Runs.FirstOrDefault(run => run.Method == Design.Methods[0] && run.Seed == seed)?.Tests.GetValueOrDefault(test)
               let second = Runs.FirstOrDefault(run => run.Method == method && run.Seed == seed)?.Tests.GetValueOrDefault(test)
               where first is not null && second is not null
               select (first, second),
        ];
        return new(
            test,
            method,
            Design.Methods[0],
            SeedMean.Of(pairs.Select(pair => pair.Second.All.Accuracy - pair.First.All.Accuracy)),
            pairs.Length == 0 ? null : PairedDifference.Of(Pool(Design.Methods[0], pairs.Select(pair => pair.First)), Pool(method, pairs.Select(pair => pair.Second))));
    }

    // All seeds' answers to a sample are one sample's answers: the interval is over samples, not over answers.
    private static EvaluationReport Pool(string name, IEnumerable<EvaluationReport> reports) => EvaluationReport.Of(
        name,
        [.. reports.SelectMany(report => report.Samples).GroupBy(sample => sample.Id)
            .Select(same => new SampleOutcome(same.Key, same.First().Kind, [.. same.SelectMany(sample => sample.Answers)]))]);
}
