using System.Text;
using System.Text.RegularExpressions;

namespace Cppo.Rewards.Grading.Fair;

/// <summary>Compares answers that are words: case, articles, quotes, styles and punctuation do not matter.</summary>
internal static partial class AnswerWords
{
    /// <summary>The verdict where both sides are words; null where one is not, or both may also be mathematics.</summary>
    public static (bool Equal, string Rule)? Compare(string answer, string target)
    {
        if (Plain(answer) is not { } left || Plain(target) is not { } right) return null;
        (left, right) = (Fold(left.Replace('.', ' ').Replace('!', ' ')), Fold(right.Replace('.', ' ').Replace('!', ' ')));
        if (left.Length == 0 || right.Length == 0) return null;
        if (left == right) return (true, FairRule.Words);
        return Words.Affirms(left) is bool said && Words.Affirms(right) is bool expected ? (said == expected, FairRule.Affirmation) : null;
    }

    /// <summary>Without dollar signs and a style around the whole text.</summary>
    public static string Unwrapped(string text)
    {
        if (text.Length > 2 && text[0] == '$' && text[^1] == '$' && !text.AsSpan(1, text.Length - 2).Contains('$')) text = FairText.Strip(text[1..^1]);
        Match style = Style().Match(text);
        if (style.Index != 0 || style.Length < 2 || !text.EndsWith('}') || text.IndexOf('{') != style.Length) return text;
        string inside = text[(style.Length + 1)..^1];
        return inside.AsSpan().IndexOfAny('{', '}') < 0 ? FairText.Strip(inside) : text;
    }

    /// <summary>Whether two texts that are no mathematics have the same words and numbers.</summary>
    public static bool Same(string answer, string target)
    {
        // What is cut off, or was to be mathematics, is not words.
        if (!LongWord().IsMatch(answer) || answer.AsSpan().Count('{') != target.AsSpan().Count('{') || answer.AsSpan().Count('}') != target.AsSpan().Count('}')) return false;
        (answer, target) = (Style().Replace(answer, ""), Style().Replace(target, ""));
        return !answer.Contains('\\') && Fold(answer) == Fold(target);
    }

    /// <summary>Lower case, single spaces, no punctuation, no article.</summary>
    public static string Fold(string text)
    {
        StringBuilder fold = new(text.Length);
        foreach (char c in text)
        {
            if (char.IsLetterOrDigit(c) || "+-*/<>=%()[]{}^_|!:.\\".Contains(c)) fold.Append(char.ToLowerInvariant(c));
            else if (fold.Length > 0 && fold[^1] != ' ') fold.Append(' ');
        }

        string words = fold.ToString().Trim();
        foreach (string article in (ReadOnlySpan<string>)["the ", "an ", "a "])
        {
            if (words.StartsWith(article, StringComparison.Ordinal)) return words[article.Length..];
        }

        return words;
    }

    // The text without styles where only letters and punctuation are left; null for others.
    private static string? Plain(string text)
    {
        if (text.Length > FairParser.LongestText) return null;
        string plain = Style().Replace(text, "").Replace("\\ ", " ", StringComparison.Ordinal);
        return WordsOnly().IsMatch(plain) ? plain : null;
    }

    [GeneratedRegex(@"\\(?:text|textbf|textit|textrm|mathrm|mathbf|mathit|mbox)\b ?|[{}$]")]
    private static partial Regex Style();

    [GeneratedRegex(@"\p{L}{3}")]
    private static partial Regex LongWord();

    [GeneratedRegex(@"^(?=.*\p{L}\p{L})[\p{L}\p{M} ,.;?'&-]+!?$")]
    private static partial Regex WordsOnly();
}
