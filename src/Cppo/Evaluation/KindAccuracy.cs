namespace Cppo.Evaluation;

/// <summary>Right answers of one kind of task.</summary>
/// <param name="Kind">The kind; empty where samples have none.</param>
/// <param name="Correct">Right answers.</param>
/// <param name="Total">Answers.</param>
public readonly record struct KindAccuracy(string Kind, int Correct, int Total)
{
    private readonly ConfidenceInterval? interval;

    /// <summary>Correct / Total; NaN for no answers.</summary>
    public double Accuracy => Total == 0 ? double.NaN : (double)Correct / Total;

    /// <summary>The 95 % interval of the accuracy: Wilson's unless it was measured otherwise, as with several answers to one sample.</summary>
    public ConfidenceInterval Interval
    {
        get => interval ?? ConfidenceInterval.Wilson(Correct, Total);
        init => interval = value;
    }

    /// <summary>Counts the answers to samples: Wilson's interval for one answer each, else the bootstrap over samples.</summary>
    public static KindAccuracy Of(string kind, IReadOnlyCollection<SampleOutcome> samples)
    {
        KindAccuracy counted = new(kind, samples.Sum(sample => sample.Correct), samples.Sum(sample => sample.Answers.Count));
        return samples.All(sample => sample.Answers.Count == 1)
            ? counted
            : counted with { Interval = Bootstrap.OfMean([.. samples.Select(sample => sample.Share)]) };
    }
}
