using System.Globalization;

namespace Cppo.Evaluation.Comparisons;

/// <summary>What may be said about two methods.</summary>
public enum ComparisonVerdict
{
    /// <summary>The interval of the difference lies above 0.</summary>
    Better,

    /// <summary>The interval of the difference lies below 0.</summary>
    Worse,

    /// <summary>The interval contains 0, or there are too few seeds for one.</summary>
    NotDistinguishable,
}

/// <summary>
/// A method against the first one in one test, as a share of right answers. The interval over seeds speaks for the methods; the pooled one
/// only for the models that were trained.
/// </summary>
/// <param name="Test">The test's name.</param>
/// <param name="Method">The method's label.</param>
/// <param name="Baseline">The first method's label.</param>
/// <param name="OverSeeds">Mean of the differences of runs of the same seed (same data), with Student's interval.</param>
/// <param name="Pooled">The same on all samples that both answered, each sample's answers of all seeds together; null where none is known.</param>
public sealed record MethodDifference(string Test, string Method, string Baseline, SeedMean OverSeeds, PairedDifference? Pooled)
{
    /// <summary>What may be said.</summary>
    public ComparisonVerdict Verdict => !OverSeeds.IsSettled
        ? ComparisonVerdict.NotDistinguishable
        : OverSeeds.Mean > 0 ? ComparisonVerdict.Better : ComparisonVerdict.Worse;

    /// <summary>The verdict in words.</summary>
    public string VerdictInWords => Verdict switch
    {
        ComparisonVerdict.Better => "better",
        ComparisonVerdict.Worse => "worse",
        _ => OverSeeds.Seeds < 2 ? "not distinguishable: too few seeds" : "not distinguishable",
    };

    /// <summary>An honest sentence.</summary>
    public string Sentence
    {
        get
        {
            if (OverSeeds.Seeds == 0) return $"{Method} and {Baseline} have no finished seed in common in {Test}.";
            string points = $"{Points(OverSeeds.Mean)} points{Range(OverSeeds.Interval)} over {Seeds}";
            string pooled = Pooled is { IsSettled: true } && Verdict == ComparisonVerdict.NotDistinguishable
                ? $" The trained models themselves differ on these samples ({Points(Pooled.Difference)}{Range(Pooled.Interval)}), which says nothing about another seed."
                : "";
            if (OverSeeds.Interval is null) return $"{Method} and {Baseline} are not distinguishable in {Test}: {points}, and one seed has no interval.{pooled}";
            return Verdict switch
            {
                ComparisonVerdict.Better => $"{Method} is better than {Baseline} in {Test}: {points}.",
                ComparisonVerdict.Worse => $"{Method} is worse than {Baseline} in {Test}: {points}.",
                _ => $"{Method} and {Baseline} are not distinguishable in {Test}: {points}; the interval contains 0.{pooled}",
            };
        }
    }

    private string Seeds => OverSeeds.Seeds == 1 ? "1 seed" : FormattableString.Invariant($"{OverSeeds.Seeds} seeds");

    private static string Range(ConfidenceInterval? interval) => interval is { } range ? $" [{Points(range.Low)}, {Points(range.High)}]" : "";

    private static string Points(double share) => (share * 100).ToString("+0.0;−0.0;0.0", CultureInfo.InvariantCulture);
}
