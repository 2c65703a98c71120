using System.Globalization;

namespace Cppo.Evaluation.Comparisons;

/// <summary>What may be said about two methods.</summary>
public enum ComparisonVerdict
{
    /// <summary>The intervals of the difference, over seeds and over samples, lie above 0.</summary>
    Better,

    /// <summary>They lie below 0.</summary>
    Worse,

    /// <summary>One of them contains 0, or there are fewer than three seeds.</summary>
    NotDistinguishable,
}

/// <summary>
/// A method against the first one in one test, as a share of right answers. The interval over seeds says what further seeds would do on these
/// samples, the pooled one what the trained models would do on further samples: a claim about the methods needs both.
/// </summary>
/// <param name="Test">The test's name.</param>
/// <param name="Method">The method's label.</param>
/// <param name="Baseline">The first method's label.</param>
/// <param name="OverSeeds">Mean of the differences of runs of the same seed (same data), with Student's interval.</param>
/// <param name="Pooled">The same on all samples that both answered, each sample's answers of all seeds together; null where none is known.</param>
public sealed record MethodDifference(string Test, string Method, string Baseline, SeedMean OverSeeds, PairedDifference? Pooled)
{
    /// <summary>Fewest seeds for a verdict: the differences of two agree too often by chance, as they are multiples of 1 / samples.</summary>
    public const int FewestSeeds = 3;

    /// <summary>What may be said.</summary>
    public ComparisonVerdict Verdict => OverSeeds.Seeds < FewestSeeds || !OverSeeds.IsSettled || Pooled is { IsSettled: false }
        ? ComparisonVerdict.NotDistinguishable
        : OverSeeds.Mean > 0 ? ComparisonVerdict.Better : ComparisonVerdict.Worse;

    /// <summary>The verdict in words.</summary>
    public string VerdictInWords => Verdict switch
    {
        ComparisonVerdict.Better => "better",
        ComparisonVerdict.Worse => "worse",
        _ => OverSeeds.Seeds < FewestSeeds ? "not distinguishable: too few seeds" : "not distinguishable",
    };

    /// <summary>An honest sentence.</summary>
    public string Sentence
    {
        get
        {
            if (OverSeeds.Seeds == 0) return $"{Method} and {Baseline} have no finished seed in common in {Test}.";
            string points = $"{Points(OverSeeds.Mean)} points{Range(OverSeeds.Interval)} over {Seeds}";
            return Verdict switch
            {
                ComparisonVerdict.Better => $"{Method} is better than {Baseline} in {Test}: {points}.",
                ComparisonVerdict.Worse => $"{Method} is worse than {Baseline} in {Test}: {points}.",
                _ => $"{Method} and {Baseline} are not distinguishable in {Test}: {points}; {Why}.",
            };
        }
    }

    private string Why
    {
        get
        {
            if (OverSeeds.Seeds < FewestSeeds) return $"{(OverSeeds.Interval is null ? "one seed has no interval" : "two seeds are too few for a verdict")}{Trained}";
            if (!OverSeeds.IsSettled) return $"the interval contains 0{Trained}";
            return $"over samples{Range(Pooled?.Interval)} the interval contains 0";
        }
    }

    // True of these models, and no more.
    private string Trained => Pooled is { IsSettled: true } ? $", although the trained models differ on these samples ({Points(Pooled.Difference)}{Range(Pooled.Interval)})" : "";

    private string Seeds => OverSeeds.Seeds == 1 ? "1 seed" : FormattableString.Invariant($"{OverSeeds.Seeds} seeds");

    private static string Range(ConfidenceInterval? interval) => interval is { } range ? $" [{Points(range.Low)}, {Points(range.High)}]" : "";

    private static string Points(double share) => (share * 100).ToString("+0.0;−0.0;0.0", CultureInfo.InvariantCulture);
}
