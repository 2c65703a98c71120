using System.Numerics;
using System.Text;

namespace Cppo.Rewards.Grading;

/// <summary>Thousands commas, and the elements of tuples and intervals (section 5 of the reference's description).</summary>
internal static class AnswerElements
{
    private const string Brackets = "()[]";

    /// <summary>
    /// Cuts a normalised answer into elements: more than one only inside a pair of brackets (which need not match) without further
    /// brackets between them. An empty answer has none.
    /// </summary>
    public static IReadOnlyList<string> Split(string answer)
    {
        string text = WithoutCommas(answer);
        if (text.Length == 0) return [];
        bool list = text.Length > 2 // characters beyond the 16-bit range cannot be the brackets, so units will do
            && Brackets.Contains(text[0], StringComparison.Ordinal)
            && Brackets.Contains(text[^1], StringComparison.Ordinal)
            && text.AsSpan(1, text.Length - 2).IndexOfAny(Brackets) < 0;
        return list ? [.. text[1..^1].Split(',').Select(WhiteSpace.Strip)] : [text];
    }

    /// <summary>The value of an answer that is an integer or very close to one, cut off towards zero; null for others.</summary>
    public static BigInteger? Integer(string answer) => NumberText.Truncated(WithoutCommas(answer));

    /// <summary>Without the commas between a digit and exactly three more; again and again until nothing changes.</summary>
    public static string WithoutCommas(string answer)
    {
        while (answer.Contains(',', StringComparison.Ordinal))
        {
            string next = RemoveOnce(answer);
            if (next.Length == answer.Length) break;
            answer = next;
        }

        return answer;
    }

    // One pass from left to right; as in a regular expression, the character behind the group is used up by the match.
    private static string RemoveOnce(string answer)
    {
        Rune[] runes = [.. answer.EnumerateRunes()];
        bool DigitAt(int at) => at < runes.Length && NumberText.Digit(runes[at]) >= 0;
        StringBuilder result = new(answer.Length);
        for (int i = 0; i < runes.Length; i++)
        {
            bool match = i + 4 < runes.Length && runes[i + 1].Value == ',' && DigitAt(i)
                && DigitAt(i + 2) && DigitAt(i + 3) && DigitAt(i + 4) && !DigitAt(i + 5);
            result.Append(runes[i]);
            if (!match) continue;
            for (int j = i + 2; j <= Math.Min(i + 5, runes.Length - 1); j++) result.Append(runes[j]);
            i += 5;
        }

        return result.ToString();
    }
}
