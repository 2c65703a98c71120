using Cppo.Runtime;
using Cppo.Training;

namespace Cppo.Evaluation;

/// <summary>What a model got right on a set of samples, by kind of task.</summary>
/// <param name="Name">Which model, when ("before", "after 50 steps").</param>
/// <param name="ByKind">One entry a kind, in the order in which the kinds first occur.</param>
public sealed record EvaluationReport(string Name, IReadOnlyList<KindAccuracy> ByKind)
{
    private readonly KindAccuracy? all;

    /// <summary>How answers were drawn and judged, in words ("greedy, 500 held-out pictures"); may be empty.</summary>
    public string Setting { get; init; } = "";

    /// <summary>Every sample with its judged answers; empty where only counts are known.</summary>
    public IReadOnlyList<SampleOutcome> Samples { get; init; } = [];

    /// <summary>Samples that a server did not answer; no figure counts them.</summary>
    public IReadOnlyList<UnansweredSample> Unanswered { get; init; } = [];

    /// <summary>The same samples answered greedily, beside drawn answers; null where that was not asked for.</summary>
    public EvaluationReport? Greedy { get; init; }

    /// <summary>All kinds together.</summary>
    public KindAccuracy All
    {
        get => all ?? new("all", ByKind.Sum(kind => kind.Correct), ByKind.Sum(kind => kind.Total));
        init => all = value;
    }

    /// <summary>The accuracy of a kind; null where there was none.</summary>
    public KindAccuracy? this[string kind] =>
        ByKind.Where(entry => entry.Kind == kind).Select(entry => (KindAccuracy?)entry).FirstOrDefault();

    /// <summary>N, answers that every sample has at least; 0 where samples are not known.</summary>
    public int AnswersPerSample => Samples.Count == 0 ? 0 : Samples.Min(sample => sample.Answers.Count);

    /// <summary>Mean length of a response in tokens; NaN where samples are not known.</summary>
    public double MeanLength => Answers.Select(answer => (double)answer.Length).DefaultIfEmpty(double.NaN).Average();

    /// <summary>Share of the responses that were cut off at the longest length; NaN where samples are not known.</summary>
    public double TruncatedShare => ShareOf(answer => answer.Truncated);

    /// <summary>Share of the responses in the form that the instruction asks for; NaN where samples are not known.</summary>
    public double WellFormedShare => ShareOf(answer => answer.WellFormed);

    /// <summary>
    /// The figures that the field reports: accuracy for one answer a sample; for more avg@N, pass@k for the powers of two up to N and for N,
    /// majority@N, and greedy where it was asked for. Empty where samples are not known.
    /// </summary>
    public IReadOnlyList<Estimate> Estimates
    {
        get
        {
            int n = AnswersPerSample;
            if (n == 0) return [];
            if (n == 1) return [new(Greedy is null ? "accuracy" : "avg@1", All.Accuracy, All.Interval), .. GreedyEstimate];
            IEnumerable<int> tries = Enumerable.Range(1, 30).Select(power => 1 << power).TakeWhile(k => k < n).Append(n);
            return
            [
                new($"avg@{n}", All.Accuracy, All.Interval),
                .. tries.Select(PassAt),
                Mean($"majority@{n}", sample => sample.Majority),
                .. GreedyEstimate,
            ];
        }
    }

    private IEnumerable<AnswerOutcome> Answers => Samples.SelectMany(sample => sample.Answers);

    private IEnumerable<Estimate> GreedyEstimate =>
        Greedy is { } greedy ? [new Estimate("greedy", greedy.All.Accuracy, greedy.All.Interval)] : [];

    /// <summary>pass@k over all samples, unbiased, with its bootstrap interval.</summary>
    /// <param name="k">From 1 to the number of answers a sample.</param>
    /// <exception cref="CppoException">Samples are not known, or have fewer answers than k.</exception>
    public Estimate PassAt(int k) => Mean($"pass@{k}", sample => sample.PassAt(k));

    /// <summary>How many answers ended in a certain way.</summary>
    public int Count(AnswerVerdict verdict) => Answers.Count(answer => answer.Verdict == verdict);

    /// <summary>The same as a point of a training curve.</summary>
    public AccuracyPoint AtStep(int step) => new(step, All.Correct, All.Total);

    /// <summary>Counts scored groups.</summary>
    public static EvaluationReport Of(string name, IEnumerable<GroupRecord> groups) => Of(name, [.. groups.Select(SampleOutcome.Of)]);

    /// <summary>Counts judged samples.</summary>
    public static EvaluationReport Of(string name, IReadOnlyList<SampleOutcome> samples) => new(
        name,
        [.. samples.GroupBy(sample => sample.Kind).Select(kind => KindAccuracy.Of(kind.Key, [.. kind]))])
    {
        Samples = samples,
        All = samples.Count == 0 ? new("all", 0, 0) : KindAccuracy.Of("all", samples),
    };

    private Estimate Mean(string name, Func<SampleOutcome, double> value)
    {
        double[] values = [.. Samples.Select(value)];
        return new(name, values.DefaultIfEmpty(double.NaN).Average(), Bootstrap.OfMean(values));
    }

    private double ShareOf(Func<AnswerOutcome, bool> holds) =>
        Answers.Select(answer => holds(answer) ? 1.0 : 0.0).DefaultIfEmpty(double.NaN).Average();
}
