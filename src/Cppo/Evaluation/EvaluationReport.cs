using Cppo.Training;

namespace Cppo.Evaluation;

/// <summary>Right answers of one kind of task.</summary>
/// <param name="Kind">The kind; empty where samples have none.</param>
/// <param name="Correct">Right answers.</param>
/// <param name="Total">Answers.</param>
public readonly record struct KindAccuracy(string Kind, int Correct, int Total)
{
    /// <summary>Correct / Total; NaN for no answers.</summary>
    public double Accuracy => Total == 0 ? double.NaN : (double)Correct / Total;

    /// <summary>Wilson's 95 % interval of the accuracy.</summary>
    public ConfidenceInterval Interval => ConfidenceInterval.Wilson(Correct, Total);
}

/// <summary>What a model got right on a set of samples, by kind of task.</summary>
/// <param name="Name">Which model, when ("before", "after 50 steps").</param>
/// <param name="ByKind">One entry a kind, in the order in which the kinds first occur.</param>
public sealed record EvaluationReport(string Name, IReadOnlyList<KindAccuracy> ByKind)
{
    /// <summary>How answers were drawn and judged, in words ("greedy, 500 held-out pictures"); may be empty.</summary>
    public string Setting { get; init; } = "";

    /// <summary>All kinds together.</summary>
    public KindAccuracy All => new("all", ByKind.Sum(kind => kind.Correct), ByKind.Sum(kind => kind.Total));

    /// <summary>The accuracy of a kind; null where there was none.</summary>
    public KindAccuracy? this[string kind] =>
        ByKind.Where(entry => entry.Kind == kind).Select(entry => (KindAccuracy?)entry).FirstOrDefault();

    /// <summary>The same as a point of a training curve.</summary>
    public AccuracyPoint AtStep(int step) => new(step, All.Correct, All.Total);

    /// <summary>Counts scored groups.</summary>
    public static EvaluationReport Of(string name, IEnumerable<GroupRecord> groups) => new(
        name,
        [.. groups.GroupBy(group => group.Group.Sample.Kind).Select(kind => new KindAccuracy(
            kind.Key,
            kind.Sum(group => group.Responses.Count(response => response.Reward.Grade.Correct)),
            kind.Sum(group => group.Responses.Count)))]);
}
