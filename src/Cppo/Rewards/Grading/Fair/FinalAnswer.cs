using System.Text.RegularExpressions;

namespace Cppo.Rewards.Grading.Fair;

/// <summary>Finds the answer in a sentence, and the letter of a choice.</summary>
internal static partial class FinalAnswer
{
    private const int LongestSentence = FairParser.LongestText * 10;

    /// <summary>What stands behind "The answer is" and the like at the beginning.</summary>
    public static string WithoutOpening(string text)
    {
        Match opening = Opening().Match(text);
        return opening.Length > 0 && opening.Length < text.Length ? FairText.Strip(text[opening.Length..]) : text;
    }

    /// <summary>
    /// The answer in a sentence: the last box, else what follows the last "answer is", else the only piece of mathematics, else what
    /// follows the last "is" or "equals"; null where there is none of these.
    /// </summary>
    public static string? InSentence(string text)
    {
        if (text.Length > LongestSentence) return null;
        if (BoxedAnswer.Last(text) is { Length: > 0 } box) return FairText.Strip(box);
        if (Denial().IsMatch(text)) return null;
        MatchCollection announcements = Announcement().Matches(text);
        if (announcements.Count > 0 && Behind(text, announcements[^1]) is { Length: > 0 } announced) return announced;
        string[] pieces = [.. Mathematics(text).Distinct()];
        if (pieces.Length == 1) return FairText.Strip(pieces[0]);
        MatchCollection verbs = Verb().Matches(text);
        return pieces.Length == 0 && verbs.Count > 0 && Behind(text, verbs[^1]) is { Length: > 0 } stated ? stated : null;
    }

    /// <summary>The letter of a choice with what is written behind it: A, (A), A., "A: 12 cm", "option A"; null where there is none.</summary>
    public static (char Letter, string Text)? Choice(string text)
    {
        if (text.Length > FairParser.LongestText) return null;
        string plain = Undecorated(text);
        Match letter = Letter().Match(plain);
        if (!letter.Success) letter = LetterWithText().Match(plain);
        // Behind the letter stands its text, not another choice: "(A) or (B)" is none.
        if (OtherChoice().IsMatch(letter.Groups["text"].Value)) return null;
        return letter.Success ? (char.ToUpperInvariant(letter.Groups["letter"].Value[0]), FairText.Strip(letter.Groups["text"].Value)) : null;
    }

    /// <summary>Whether a target names a choice: one capital letter, or a letter in parentheses or with a stop, perhaps with its text.</summary>
    public static bool NamesChoice(string target, (char Letter, string Text) choice)
    {
        string plain = Undecorated(target);
        return choice.Text.Length == 0 ? plain.Length > 1 || char.IsAsciiLetterUpper(plain[0]) : WideChoice().IsMatch(plain);
    }

    private static string Undecorated(string text) => FairText.Strip(Decoration().Replace(text.Replace("\\ ", " ", StringComparison.Ordinal), ""));

    private static string Behind(string text, Match match)
    {
        string rest = text[(match.Index + match.Length)..].TrimStart(':', ' ');
        string[] pieces = [.. Mathematics(rest)];
        if (pieces.Length > 0 && rest.StartsWith(pieces[0], StringComparison.Ordinal)) return FairText.Strip(pieces[0]);
        int stop = rest.IndexOf(". ", StringComparison.Ordinal);
        return FairText.Strip(stop < 0 ? rest : rest[..stop]);
    }

    // What stands between dollar signs or the like, the marks included.
    private static IEnumerable<string> Mathematics(string text)
    {
        (string Open, string Close)[] marks = [("$$", "$$"), ("$", "$"), ("\\(", "\\)"), ("\\[", "\\]")];
        for (int at = 0; at < text.Length;)
        {
            (string open, string close) = marks.FirstOrDefault(mark => string.CompareOrdinal(text, at, mark.Open, 0, mark.Open.Length) == 0);
            int end = open is null ? -1 : text.IndexOf(close, at + open.Length, StringComparison.Ordinal);
            if (open is null || end < 0 || (open == "$" && at > 0 && text[at - 1] == '\\'))
            {
                at++;
                continue;
            }

            yield return text[at..(end + close.Length)];
            at = end + close.Length;
        }
    }

    [GeneratedRegex(@"^(?:(?:so|thus|hence|therefore),? )?(?:the )?(?:final |correct )?(?:answer|ans|result)\b(?: ?(?:is\b|:|=) ?:? ?| (?=[\\$0-9]))", RegexOptions.IgnoreCase)]
    private static partial Regex Opening();

    [GeneratedRegex(@"\banswer(?: is\b|:)", RegexOptions.IgnoreCase)]
    private static partial Regex Announcement();

    [GeneratedRegex(@"\b(?:is|are|equals|be)\b|=", RegexOptions.IgnoreCase)]
    private static partial Regex Verb();

    [GeneratedRegex(@"\\(?:text|textbf|textit|textrm|mathrm|mathbf|mathit|mathsf|textsf|left|right|boxed)\b ?|\\[()\[\]]|[{}$*]")]
    private static partial Regex Decoration();

    [GeneratedRegex(@"^(?:(?:the )?(?:correct |final |best |right )?(?:answer|option|choice)(?: is)?:? ?){0,3}[(\[]? ?(?<letter>[A-Ja-j]) ?[)\]]?[.:;]?(?<text>)$")]
    private static partial Regex Letter();

    [GeneratedRegex(@"^(?:(?:the )?(?:correct |final |best )?(?:answer|option|choice)(?: is)?:? )?(?:[(\[](?<letter>[A-J])[)\]](?:[.:] ?| )|(?<letter>[A-J])(?:[.):] ?| - ))(?<text>[^= ].*)$", RegexOptions.IgnoreCase)]
    private static partial Regex LetterWithText();

    [GeneratedRegex(@"^(?:or|and)\b|[(\[][A-Ja-j][)\]]|(?:^| )[A-J](?:[.):](?: |$))|^[A-J]$")]
    private static partial Regex OtherChoice();

    [GeneratedRegex(@"\b(?:not|no|never|cannot|neither|nor)\b|n't\b", RegexOptions.IgnoreCase)]
    private static partial Regex Denial();

    [GeneratedRegex(@"^(?:[(\[][A-Ja-j][)\]]|[A-J][.):]) ")]
    private static partial Regex WideChoice();
}
