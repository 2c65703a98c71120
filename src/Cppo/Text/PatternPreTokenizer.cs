using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace Cppo.Text;

/// <summary>
/// Splits text by a tokenizer file's regular expression. .NET's expressions see UTF-16 units, the reference's see characters: a letter or
/// digit beyond U+FFFF would be taken for punctuation. So the expression runs on a shadow of the text in which every
/// such character is one unit of the same class, and the pieces are mapped back.
/// </summary>
internal sealed class PatternPreTokenizer(Regex pattern) : PreTokenizer
{
    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text)
    {
        string shadow = Shadow(text, out int[]? starts);
        List<(int, int)> pieces = [];
        int covered = 0;
        foreach (ValueMatch match in pattern.EnumerateMatches(shadow))
        {
            Add(covered, match.Index);
            Add(match.Index, match.Index + match.Length);
            covered = match.Index + match.Length;
        }

        Add(covered, shadow.Length);
        return pieces;

        void Add(int from, int to)
        {
            if (from == to) return;
            (int start, int end) = starts is null ? (from, to) : (starts[from], starts[to]);
            pieces.Add((start, end - start));
        }
    }

    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) => PreTokenize(text.ToString());

    // starts[i]: where the shadow's unit i stands in the text; null where they are the same.
    private static string Shadow(string text, out int[]? starts)
    {
        starts = null;
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') && !text.Contains('\u017F')) return text;
        StringBuilder shadow = new(text.Length);
        List<int> positions = new(text.Length + 1);
        for (int i = 0; i < text.Length;)
        {
            positions.Add(i);
            bool pair = Rune.TryGetRuneAt(text, i, out Rune rune) && !rune.IsBmp;
            shadow.Append(pair ? OfTheSameClass(rune) : text[i] == '\u017F' ? 's' : text[i]);
            i += pair ? 2 : 1;
        }

        positions.Add(text.Length);
        starts = [.. positions];
        return shadow.ToString();
    }

    // No character beyond U+FFFF is white space. (The long s above folds to s in the reference's case-insensitive part, not in .NET's.)
    private static char OfTheSameClass(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => '\u5B57',
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => '\u00B2',
        _ => '\u2605',
    };
}
