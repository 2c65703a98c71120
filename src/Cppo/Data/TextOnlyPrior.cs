using Cppo.Rollouts;
using Cppo.Runtime;

namespace Cppo.Data;

/// <summary>
/// What is right without looking at any picture: for every question text its most frequent answer. A model that is not better has
/// learned nothing from pictures.
/// </summary>
/// <param name="Correct">Questions that are answered right so.</param>
/// <param name="Total">Questions.</param>
/// <param name="ByKind">The same for each kind of question, in the order in which the kinds first occur.</param>
public sealed record TextOnlyPrior(int Correct, int Total, IReadOnlyList<TextOnlyPrior.OfKind> ByKind)
{
    /// <summary>One kind of question.</summary>
    /// <param name="Kind">The kind; empty where there is none.</param>
    /// <param name="Correct">Questions that are answered right so.</param>
    /// <param name="Total">Questions.</param>
    public readonly record struct OfKind(string Kind, int Correct, int Total)
    {
        /// <summary>Correct / Total.</summary>
        public double Share => (double)Correct / Total;
    }

    /// <summary>Correct / Total.</summary>
    public double Share => (double)Correct / Total;

    /// <summary>Learns the most frequent answers on one set and counts on another. No picture is read.</summary>
    /// <param name="learned">For instance the training split.</param>
    /// <param name="measured">For instance the test split.</param>
    /// <exception cref="CppoException">One of them is empty.</exception>
    public static TextOnlyPrior Of(IEnumerable<DataRow> learned, IEnumerable<DataRow> measured) =>
        Of(learned.Select(row => (row.Question, row.Target, row.Category)), measured.Select(row => (row.Question, row.Target, row.Category)));

    /// <summary>The best constant answer per question text, counted on the samples that it was found on.</summary>
    /// <param name="samples">The samples.</param>
    /// <exception cref="CppoException">There are none.</exception>
    public static TextOnlyPrior Of(IReadOnlyList<Sample> samples)
    {
        (string, string, string)[] rows = [.. samples.Select(sample => (sample.Question, sample.Answer, sample.Kind))];
        return Of(rows, rows);
    }

    // Among answers that are equally frequent the first in ordinal order is taken.
    private static TextOnlyPrior Of(
        IEnumerable<(string Question, string Answer, string Kind)> learned, IEnumerable<(string Question, string Answer, string Kind)> measured)
    {
        Dictionary<string, string> best = learned.GroupBy(row => row.Question).ToDictionary(
            question => question.Key,
            question => question.GroupBy(row => row.Answer).OrderByDescending(answer => answer.Count()).ThenBy(answer => answer.Key, StringComparer.Ordinal).First().Key);
        OfKind[] kinds =
        [
            .. measured.GroupBy(row => row.Kind).Select(kind => new OfKind(
                kind.Key, kind.Count(row => best.GetValueOrDefault(row.Question) == row.Answer), kind.Count())),
        ];
        if (best.Count == 0 || kinds.Length == 0) throw new CppoException("There is no question to measure the text-only prior on.", "Pass at least one row.");
        return new(kinds.Sum(kind => kind.Correct), kinds.Sum(kind => kind.Total), kinds);
    }
}
