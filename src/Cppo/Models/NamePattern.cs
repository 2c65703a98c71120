using System.Text.RegularExpressions;
using Cppo.Runtime;

namespace Cppo.Models;

/// <summary>
/// Names by pattern: a pattern stands for one or several whole dotted parts anywhere in a name ("q_proj", "visual.merger",
/// "layers.3"), <c>*</c> for any characters, <c>|</c> between alternatives.
/// </summary>
internal static class NamePattern
{
    private const int Suggestions = 3;

    /// <summary>The names that at least one pattern matches, in their own order.</summary>
    /// <param name="names">What there is.</param>
    /// <param name="patterns">At least one.</param>
    /// <param name="kind">What the names are, for the error ("parameter").</param>
    /// <exception cref="ModelException">A pattern matches nothing; the advice names what is near it.</exception>
    public static IReadOnlyList<string> Select(IReadOnlyList<string> names, IReadOnlyList<string> patterns, string kind)
    {
        if (patterns.Count == 0) throw new ModelException($"No pattern says which {kind}s are meant.", "Pass at least one, for instance \"model.layers\".");
        HashSet<string> chosen = [];
        foreach (string alternative in patterns.SelectMany(pattern => pattern.Split('|')))
        {
            // NonBacktracking: a pattern is user input, and must not take exponential time.
            Regex whole = new($@"(^|\.){Regex.Escape(alternative).Replace(@"\*", ".*")}(\.|$)", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            string[] hits = alternative.Length == 0 ? [] : [.. names.Where(name => whole.IsMatch(name))];
            if (hits.Length == 0) throw Unknown(names, alternative, kind);
            chosen.UnionWith(hits);
        }

        return [.. names.Where(chosen.Contains)];
    }

    private static ModelException Unknown(IReadOnlyList<string> names, string pattern, string kind)
    {
        string[] near =
        [
            .. names.SelectMany(Runs).Distinct()
                .OrderBy(run => NearestName.Distance(run, pattern)).ThenBy(run => run, StringComparer.Ordinal).Take(Suggestions),
        ];
        return new(
            $"The pattern '{pattern}' matches no {kind} of the model.",
            $"Near it are {string.Join(", ", near.Select(run => $"'{run}'"))}; a pattern stands for whole dotted parts, * for any characters.");
    }

    // Every run of parts of a name; numbers become *, so that layers do not repeat one another.
    private static IEnumerable<string> Runs(string name)
    {
        string[] parts = [.. name.Split('.').Select(part => part.All(char.IsAsciiDigit) ? "*" : part)];
        for (int start = 0; start < parts.Length; start++)
        for (int end = start + 1; end <= parts.Length; end++)
        {
            if (parts[start] != "*" && parts[end - 1] != "*") yield return string.Join('.', parts[start..end]);
        }
    }
}
