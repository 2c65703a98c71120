using Cppo.Runtime;

namespace Cppo.Evaluation;

/// <summary>
/// Two models on the same samples, second minus first. What both get right or both get wrong says nothing about the difference, so the
/// interval is narrower than that of two independent measurements. One answer a sample: Newcombe's interval for paired shares
/// (R. G. Newcombe, Statistics in Medicine 17, 1998, pages 2635-2650, method 10) and the exact test of McNemar. More answers: the
/// bootstrap over samples of the differences of their shares.
/// </summary>
/// <param name="First">The first model's name.</param>
/// <param name="Second">The second model's name.</param>
/// <param name="Samples">Samples that both answered.</param>
/// <param name="FirstShare">The first model's mean share of right answers on them.</param>
/// <param name="SecondShare">The second model's.</param>
/// <param name="Interval">95 % interval of the difference.</param>
public sealed record PairedDifference(
    string First, string Second, int Samples, double FirstShare, double SecondShare, ConfidenceInterval Interval)
{
    /// <summary>Second minus first.</summary>
    public double Difference => SecondShare - FirstShare;

    /// <summary>Whether the interval leaves no doubt about the sign.</summary>
    public bool IsSettled => !Interval.Contains(0);

    /// <summary>Samples that only the first got right; null with several answers a sample.</summary>
    public int? OnlyFirst { get; init; }

    /// <summary>Samples that only the second got right; null with several answers a sample.</summary>
    public int? OnlySecond { get; init; }

    /// <summary>McNemar's exact two-sided p-value that there is no difference; null with several answers a sample.</summary>
    public double? PValue => OnlyFirst is int first && OnlySecond is int second ? McNemar(first, second) : null;

    /// <summary>How the interval was computed, in words.</summary>
    public string Source => OnlyFirst is null ? "paired bootstrap over samples" : "Newcombe, paired";

    /// <summary>Whether two reports hold the same samples, so that they can be compared in full.</summary>
    public static bool HaveSameSamples(EvaluationReport first, EvaluationReport second) =>
        first.Samples.Count > 0
        && first.Samples.Count == second.Samples.Count
        && first.Samples.Select(sample => sample.Id).ToHashSet().SetEquals(second.Samples.Select(sample => sample.Id));

    /// <summary>Compares two reports on the samples that both hold.</summary>
    /// <param name="first">The first model's.</param>
    /// <param name="second">The second model's.</param>
    /// <param name="kind">Only samples of this kind; all where null.</param>
    /// <exception cref="CppoException">They share no sample, or a report holds a sample twice.</exception>
    public static PairedDifference Of(EvaluationReport first, EvaluationReport second, string? kind = null)
    {
        Dictionary<ulong, SampleOutcome> other = ById(second);
        (SampleOutcome First, SampleOutcome Second)[] pairs =
        [
            .. ById(first).Values.Where(sample => (kind is null || sample.Kind == kind) && other.ContainsKey(sample.Id))
                .Select(sample => (sample, other[sample.Id])),
        ];
        if (pairs.Length == 0)
        {
            throw new CppoException(
                $"{first.Name} and {second.Name} share no sample{(kind is null ? "" : $" of the kind {kind}")}.",
                "Evaluate both on the same samples; reports that hold only counts cannot be paired.");
        }

        double before = pairs.Average(pair => pair.First.Share), after = pairs.Average(pair => pair.Second.Share);
        if (pairs.Any(pair => pair.First.Answers.Count > 1 || pair.Second.Answers.Count > 1))
        {
            ConfidenceInterval drawn = Bootstrap.OfMean([.. pairs.Select(pair => pair.Second.Share - pair.First.Share)]);
            return new(first.Name, second.Name, pairs.Length, before, after, drawn);
        }

        int both = pairs.Count(pair => pair.First.Correct + pair.Second.Correct == 2);
        int onlyFirst = pairs.Count(pair => pair.First.Correct > pair.Second.Correct);
        int onlySecond = pairs.Count(pair => pair.First.Correct < pair.Second.Correct);
        return new(
            first.Name, second.Name, pairs.Length, before, after,
            ConfidenceInterval.NewcombePaired(both, onlyFirst, onlySecond, pairs.Length - both - onlyFirst - onlySecond))
        {
            OnlyFirst = onlyFirst,
            OnlySecond = onlySecond,
        };
    }

    // Two-sided binomial test of the samples on which the two differ, each a fair coin (Q. McNemar 1947, exact form).
    private static double McNemar(int first, int second)
    {
        int differ = first + second;
        double logarithm = -differ * Math.Log(2), tail = Math.Exp(logarithm);
        for (int i = 1; i <= Math.Min(first, second); i++)
        {
            logarithm += Math.Log((differ - i + 1.0) / i);
            tail += Math.Exp(logarithm);
        }

        return Math.Min(1, 2 * tail);
    }

    private static Dictionary<ulong, SampleOutcome> ById(EvaluationReport report)
    {
        Dictionary<ulong, SampleOutcome> samples = [];
        foreach (SampleOutcome sample in report.Samples)
        {
            if (samples.TryAdd(sample.Id, sample)) continue;
            throw new CppoException($"The evaluation {report.Name} holds sample {sample.Id} twice.", "Give every sample an id of its own.");
        }

        return samples;
    }
}
