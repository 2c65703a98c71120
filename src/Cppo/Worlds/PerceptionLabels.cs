using Cppo.Rollouts;

namespace Cppo.Worlds;

/// <summary>
/// Ground truth of the procedural world: which response tokens are perception tokens. A token is one if its correct value, given
/// the question and all earlier response tokens, still depends on the picture. In the world's grammar
/// (<c>&lt;think&gt;READING MARK RESULT&lt;/think&gt;\boxed{ANSWER}</c>) that follows from the token's place, also in a wrong response.
/// </summary>
public static class PerceptionLabels
{
    private const string End = "<|im_end|>";

    /// <summary>The labels of a response to a sample of the world.</summary>
    /// <param name="sample">Its kind and question decide the grammar; a kind that is not of this world gives unknown labels.</param>
    /// <param name="tokens">The token texts of the response, special tokens by name, the end token included if it was emitted.</param>
    /// <returns>One label a token: true, false, or null (unknown) from the first token on that does not fit the grammar.</returns>
    public static IReadOnlyList<bool?> Of(Sample sample, IReadOnlyList<string> tokens) => Of(sample.Kind, sample.Question, tokens);

    /// <summary>The labels of a response to a question of a kind ("count", "dice", "bars", "number").</summary>
    /// <param name="kind">As in <see cref="Sample.Kind"/>.</param>
    /// <param name="question">Tells whether colours or shapes are to be listed.</param>
    /// <param name="tokens">The token texts of the response.</param>
    /// <returns>One label a token: true, false, or null (unknown) from the first token on that does not fit the grammar.</returns>
    public static IReadOnlyList<bool?> Of(string kind, string question, IReadOnlyList<string> tokens)
    {
        bool?[] labels = new bool?[tokens.Count];
        if (kind is not ("count" or "dice" or "bars" or "number")) return labels;
        IEnumerator<bool?> place = Places(kind, question, new Cursor(tokens)).GetEnumerator();
        for (int i = 0; i < labels.Length && place.MoveNext() && place.Current is bool label; i++) labels[i] = label;
        return labels;
    }

    // One label a token, in order, as long as the tokens fit.
    private static IEnumerable<bool?> Places(string kind, string question, Cursor token)
    {
        IEnumerable<bool?> reading = kind switch
        {
            "count" => Count(AskedWords(question), token),
            "dice" => Dice(token),
            "bars" => Bars(token),
            _ => Number(token),
        };
        yield return token.Is("<think>") ? false : null;
        foreach (bool? label in reading) yield return label;
        foreach (bool? label in AfterMark(token)) yield return label;
    }

    // A list of words; "," = another object, ":" = end of the list. There are two to five objects, so only the separators
    // behind words 2, 3 and 4 depend on the picture.
    private static IEnumerable<bool?> Count(IReadOnlyList<string> words, Cursor token)
    {
        for (int word = 1; ; word++)
        {
            yield return token.Is(words) ? true : null;
            bool open = word is >= 2 and <= 4;
            if (token.Is(":", take: false))
            {
                token.Take();
                yield return open;
                yield break;
            }

            yield return token.Is(",") ? open : null;
        }
    }

    // Digits joined by "+", closed by "="; two or three dice, so only the mark behind digit 2 depends on the picture.
    private static IEnumerable<bool?> Dice(Cursor token)
    {
        for (int die = 1; ; die++)
        {
            yield return token.IsDigit() ? true : null;
            if (token.Is("=", take: false))
            {
                token.Take();
                yield return die == 2;
                yield break;
            }

            yield return token.Is("+") ? die == 2 : null;
        }
    }

    // " red=7, blue=4:": the colours are copied from the question.
    private static IEnumerable<bool?> Bars(Cursor token)
    {
        foreach (string separator in (string[])[",", ":"])
        {
            yield return token.Is(ColourWords) ? false : null;
            yield return token.Is("=") ? false : null;
            yield return token.IsDigit() ? true : null;
            yield return token.Is(separator) ? false : null;
        }
    }

    // "47+3=": the second token may be a digit or already the "+".
    private static IEnumerable<bool?> Number(Cursor token)
    {
        yield return token.IsDigit() ? true : null;
        if (token.Is("+", take: false))
        {
            token.Take();
            yield return true;
        }
        else
        {
            yield return token.IsDigit() ? true : null;
            yield return token.Is("+") ? false : null;
        }

        yield return token.IsDigit() ? false : null;
        yield return token.Is("=") ? false : null;
    }

    // Result, </think>, \boxed{answer}, end: all of it follows from the text in front of it.
    private static IEnumerable<bool?> AfterMark(Cursor token)
    {
        foreach (bool? label in DigitsThen("</think>", token)) yield return label;
        yield return token.Is("\\boxed") ? false : null;
        yield return token.Is("{") ? false : null;
        foreach (bool? label in DigitsThen("}", token)) yield return label;
        yield return token.Is(End) ? false : null;
    }

    private static IEnumerable<bool?> DigitsThen(string closing, Cursor token)
    {
        do
        {
            yield return token.IsDigit() ? false : null;
        }
        while (!token.Is(closing, take: false));
        token.Take();
        yield return false;
    }

    private static IReadOnlyList<string> AskedWords(string question) =>
        question.Contains(" objects ", StringComparison.Ordinal) ? ColourWords : ShapeWords;

    private static readonly IReadOnlyList<string> ColourWords = [.. Palette.ColourNames.Select(name => " " + name)];
    private static readonly IReadOnlyList<string> ShapeWords = [.. Palette.ShapeNames.Select(name => " " + name)];

    private sealed class Cursor(IReadOnlyList<string> tokens)
    {
        private int at;

        public void Take() => at++;

        public bool Is(string text, bool take = true) => Matches(at < tokens.Count && tokens[at] == text, take);

        public bool Is(IReadOnlyList<string> texts) => Matches(at < tokens.Count && texts.Contains(tokens[at]), true);

        public bool IsDigit() => Matches(at < tokens.Count && tokens[at] is [>= '0' and <= '9'], true);

        private bool Matches(bool fits, bool take)
        {
            if (fits && take) at++;
            return fits;
        }
    }
}
