using System.Globalization;
using System.Text;

namespace Cppo.Text;

/// <summary>
/// Unicode normal form C (UAX #15). .NET leaves normalisation to ICU, which need not be installed and which the
/// invariant mode of this product switches off without a word, so the library brings its own.
/// </summary>
internal static class CanonicalComposition
{
    // Hangul syllables are composed by arithmetic (Unicode standard, section 3.12).
    private const int FirstSyllable = 0xAC00, Syllables = 11172, FirstLead = 0x1100, Leads = 19, FirstVowel = 0x1161, Vowels = 21, FirstTail = 0x11A7, Tails = 28;

    private static readonly Dictionary<int, int> Classes = [];
    private static readonly Dictionary<int, (int First, int Second)> Decompositions = [];
    private static readonly Dictionary<(int First, int Second), int> Compositions = [];

    static CanonicalComposition()
    {
        using Stream stream = typeof(CanonicalComposition).Assembly.GetManifestResourceStream("Cppo.Text.CanonicalCharacters.txt")!;
        using StreamReader reader = new(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            string[] fields = line.Split(' ');
            switch (fields[0])
            {
                case "C":
                    for (int code = Hex(fields[1]); code <= Hex(fields[2]); code++) Classes[code] = int.Parse(fields[3], CultureInfo.InvariantCulture);
                    break;
                case "D" or "X":
                    (int First, int Second) parts = (Hex(fields[2]), fields.Length > 3 ? Hex(fields[3]) : 0);
                    Decompositions[Hex(fields[1])] = parts;
                    if (fields[0] == "D") Compositions[parts] = Hex(fields[1]);
                    break;
            }
        }
    }

    /// <summary>The text in normal form C; a surrogate without its partner becomes U+FFFD.</summary>
    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange('\0', '\u02FF')) return text; // nothing below U+0300 ever changes
        List<int> codes = new(text.Length + 8);
        foreach (Rune rune in text.EnumerateRunes()) Decompose(rune.Value, codes);
        Order(codes);
        Compose(codes);
        StringBuilder composed = new(codes.Count);
        foreach (int code in codes) composed.Append(new Rune(code).ToString());
        return composed.ToString();
    }

    private static void Decompose(int code, List<int> codes)
    {
        if (code is >= FirstSyllable and < FirstSyllable + Syllables)
        {
            int syllable = code - FirstSyllable;
            codes.Add(FirstLead + (syllable / (Vowels * Tails)));
            codes.Add(FirstVowel + (syllable % (Vowels * Tails) / Tails));
            if (syllable % Tails != 0) codes.Add(FirstTail + (syllable % Tails));
        }
        else if (Decompositions.TryGetValue(code, out (int First, int Second) parts))
        {
            Decompose(parts.First, codes);
            if (parts.Second != 0) Decompose(parts.Second, codes);
        }
        else
        {
            codes.Add(code);
        }
    }

    // Marks between two starters are put in order of their class; equal classes keep their order.
    private static void Order(List<int> codes)
    {
        for (int i = 1; i < codes.Count; i++)
        {
            int code = codes[i], mark = ClassOf(code);
            if (mark == 0) continue;
            int place = i;
            for (; place > 0 && ClassOf(codes[place - 1]) > mark; place--) codes[place] = codes[place - 1];
            codes[place] = code;
        }
    }

    private static void Compose(List<int> codes)
    {
        int starter = -1, kept = 0, lastClass = 0;
        foreach (int code in codes.ToArray())
        {
            int mark = ClassOf(code);
            // A mark is blocked from its starter by one of the same or a higher class between them.
            bool blocked = starter < 0 || (kept - 1 != starter && lastClass >= mark);
            if (!blocked && Composed(codes[starter], code) is { } composed)
            {
                codes[starter] = composed;
                continue;
            }

            if (mark == 0) starter = kept;
            lastClass = mark;
            codes[kept++] = code;
        }

        codes.RemoveRange(kept, codes.Count - kept);
    }

    private static int? Composed(int first, int second)
    {
        if (first is >= FirstLead and < FirstLead + Leads && second is >= FirstVowel and < FirstVowel + Vowels)
        {
            return FirstSyllable + ((((first - FirstLead) * Vowels) + (second - FirstVowel)) * Tails);
        }

        bool open = first is >= FirstSyllable and < FirstSyllable + Syllables && (first - FirstSyllable) % Tails == 0;
        if (open && second is > FirstTail and < FirstTail + Tails) return first + (second - FirstTail);
        return Compositions.TryGetValue((first, second), out int composed) ? composed : null;
    }

    private static int ClassOf(int code) => Classes.GetValueOrDefault(code);

    private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
