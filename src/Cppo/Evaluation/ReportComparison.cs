using System.Globalization;
using Cppo.Runtime;

namespace Cppo.Evaluation;

/// <summary>A report against the first of a comparison.</summary>
/// <param name="Report">Whose.</param>
/// <param name="All">It minus the first, on the samples that both answered.</param>
/// <param name="ByKind">The same by kind of task, in the order of the first report; kinds that share no sample are left out.</param>
public sealed record ComparedReport(EvaluationReport Report, PairedDifference All, IReadOnlyList<KeyValuePair<string, PairedDifference>> ByKind)
{
    /// <summary>The finding: which is better, by how much, or that they cannot be told apart.</summary>
    public string Sentence
    {
        get
        {
            string numbers = string.Create(
                CultureInfo.InvariantCulture,
                $"{Points(All.Difference)} points, 95 % interval [{Points(All.Interval.Low)}, {Points(All.Interval.High)}], {All.Samples} samples");
            return All.IsSettled
                ? $"{All.Second} is {(All.Difference > 0 ? "better" : "worse")} than {All.First}: {numbers}."
                : $"{All.Second} and {All.First} are not distinguishable: {numbers}; the interval holds 0.";
        }
    }

    private static string Points(double share) => (share * 100).ToString("+0.0;−0.0;0", CultureInfo.InvariantCulture);
}

/// <summary>Reports on the same samples, each against the first: paired differences with intervals, all together and by kind.</summary>
/// <param name="First">What the others are compared with.</param>
/// <param name="Others">At least one.</param>
public sealed record ReportComparison(EvaluationReport First, IReadOnlyList<ComparedReport> Others)
{
    /// <summary>Compares reports with the first of them.</summary>
    /// <exception cref="CppoException">There are fewer than two, or two share no sample.</exception>
    public static ReportComparison Of(params IReadOnlyList<EvaluationReport> reports)
    {
        if (reports.Count < 2) throw new CppoException($"A comparison needs two reports, and there {(reports.Count == 1 ? "is 1" : "are none")}.", "Pass another one on the same samples.");
        EvaluationReport first = reports[0];
        return new(first, [.. reports.Skip(1).Select(report => new ComparedReport(report, PairedDifference.Of(first, report), ByKind(first, report)))]);
    }

    private static KeyValuePair<string, PairedDifference>[] ByKind(EvaluationReport first, EvaluationReport other)
    {
        HashSet<ulong> shared = [.. other.Samples.Select(sample => sample.Id)];
        string[] kinds = [.. first.Samples.Where(sample => shared.Contains(sample.Id)).Select(sample => sample.Kind).Distinct()];
        return kinds.Length < 2 ? [] : [.. kinds.Select(kind => KeyValuePair.Create(kind, PairedDifference.Of(first, other, kind)))];
    }
}
