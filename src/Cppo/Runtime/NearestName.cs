namespace Cppo.Runtime;

/// <summary>What somebody may have meant who wrote a name that does not exist.</summary>
public static class NearestName
{
    /// <summary>The names that are near enough to have been meant, the nearest first; letter case does not count.</summary>
    /// <param name="word">As written.</param>
    /// <param name="names">The names that exist.</param>
    /// <param name="most">At most so many.</param>
    public static IReadOnlyList<string> Of(string word, IEnumerable<string> names, int most = 3) =>
    [
        .. names.Distinct()
            .Select(name => (Name: name, Distance: Distance(word.ToUpperInvariant(), name.ToUpperInvariant())))
            .Where(pair => pair.Distance <= Math.Max(pair.Name.Length < 4 ? 1 : 2, pair.Name.Length / 3))
            .OrderBy(pair => pair.Distance)
            .Take(most)
            .Select(pair => pair.Name),
    ];

    /// <summary>Levenshtein's distance of two words, letter case included.</summary>
    internal static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = a[i - 1] == b[j - 1] ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + cost));
            }
        }

        return row[^1];
    }
}
