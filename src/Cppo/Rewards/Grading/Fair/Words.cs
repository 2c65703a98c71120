using Cppo.Rewards.Grading.Expressions;

namespace Cppo.Rewards.Grading.Fair;

/// <summary>Number words, words that answer yes or no, and words that are never a product of variables.</summary>
internal static class Words
{
    private static readonly Dictionary<string, int> Small = new(StringComparer.OrdinalIgnoreCase)
    {
        ["zero"] = 0, ["one"] = 1, ["two"] = 2, ["three"] = 3, ["four"] = 4, ["five"] = 5, ["six"] = 6, ["seven"] = 7, ["eight"] = 8, ["nine"] = 9, ["ten"] = 10,
        ["eleven"] = 11, ["twelve"] = 12, ["thirteen"] = 13, ["fourteen"] = 14, ["fifteen"] = 15, ["sixteen"] = 16, ["seventeen"] = 17, ["eighteen"] = 18, ["nineteen"] = 19,
        ["twenty"] = 20, ["thirty"] = 30, ["forty"] = 40, ["fifty"] = 50, ["sixty"] = 60, ["seventy"] = 70, ["eighty"] = 80, ["ninety"] = 90,
    };

    private static readonly Dictionary<string, long> Large = new(StringComparer.OrdinalIgnoreCase)
    {
        ["hundred"] = 100, ["thousand"] = 1000, ["million"] = 1_000_000, ["billion"] = 1_000_000_000, ["trillion"] = 1_000_000_000_000,
    };

    private static readonly HashSet<string> NotMathematics = new(StringComparer.OrdinalIgnoreCase)
    {
        "is", "it", "of", "to", "we", "so", "an", "as", "at", "be", "by", "he", "if", "my", "no", "on", "up", "us", "do", "go", "in", "or", "and", "yes", "the", "are", "not", "red",
    };

    /// <summary>Whether a word is a word of the language, whatever stands around it.</summary>
    public static bool IsPlain(string word) => NotMathematics.Contains(word);

    /// <summary>Whether a word says that a rounded number follows.</summary>
    public static bool IsApproximately(string word) => word.ToLowerInvariant() is "approximately" or "about" or "roughly" or "approx";

    /// <summary>The factor of "million" and the like behind a number; null for other words.</summary>
    public static long? Scale(string word) => Large.TryGetValue(word, out long value) ? value : null;

    /// <summary>Whether a word begins a number.</summary>
    public static bool IsNumber(string word) => Small.ContainsKey(word);

    /// <summary>Reads number words ("two hundred and five", "twenty-five") from a place; returns how many pieces they are, 0 where there are none.</summary>
    public static int ReadNumber(IReadOnlyList<FairToken> tokens, int at, out Rational value)
    {
        (long total, long group) = (0, 0);
        int start = at, end = at;
        for (; at < tokens.Count && end - start < 24; at++)
        {
            FairToken token = tokens[at];
            if (token.Kind == FairTokenKind.Word && Small.TryGetValue(token.Text, out int small)) group += small;
            else if (token.Kind == FairTokenKind.Word && at > start && Large.TryGetValue(token.Text, out long large))
            {
                if (large == 100) group *= 100;
                else (total, group) = (total + (group * large), 0);
            }
            else if (at > start && (token.IsSymbol("-") || token.IsWord("and")) && at + 1 < tokens.Count && tokens[at + 1].Kind == FairTokenKind.Word && Small.ContainsKey(tokens[at + 1].Text)
                && (token.IsSymbol("-") || group >= 100 || (group == 0 && total > 0))) continue;
            else break;
            end = at + 1;
        }

        value = new Rational(total + group, 1);
        return end - start;
    }

    /// <summary>Yes or no, also said as true or false; null for other words.</summary>
    public static bool? Affirms(string folded) => folded switch
    {
        "yes" or "true" or "correct" => true,
        "no" or "false" or "incorrect" => false,
        _ => null,
    };
}
