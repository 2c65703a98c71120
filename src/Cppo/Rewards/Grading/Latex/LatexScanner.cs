namespace Cppo.Rewards.Grading.Latex;

/// <summary>A place in a LaTeX text, and the small pieces that can be taken from it.</summary>
internal sealed class LatexScanner(string text)
{
    /// <summary>Index of the next character.</summary>
    public int At { get; set; }

    /// <summary>Takes what follows a backslash: letters with the white space behind them, or one other character.</summary>
    public (string Name, string Space) TakeName()
    {
        int start = ++At;
        while (At < text.Length && char.IsAsciiLetter(text[At])) At++;
        if (At == start)
        {
            At += At + 1 < text.Length && char.IsSurrogatePair(text[At], text[At + 1]) ? 2 : 1;
            return (text[start..At], "");
        }

        int end = At;
        SkipSpace();
        return (text[start..end], text[end..At]);
    }

    /// <summary>Takes white space, but not beyond a blank line.</summary>
    public void SkipSpace()
    {
        bool line = false;
        for (; At < text.Length && WhiteSpace.Is(text[At]); At++)
        {
            if (text[At] == '\n' && line) return;
            line |= text[At] == '\n';
        }
    }

    /// <summary>Takes <c>\begin</c> or <c>\end</c> with its name; null, and nothing taken, where there is none.</summary>
    public string? TakeEnvironment(string word)
    {
        if (!Starts(word)) return null;
        int start = At + word.Length;
        while (start < text.Length && WhiteSpace.Is(text[start])) start++;
        if (start >= text.Length || text[start] != '{') return null;
        int end = ++start;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is ' ' or '*' or '.' or '_' or '-')) end++;
        if (end == start || end >= text.Length || text[end] != '}') return null;
        At = end + 1;
        return text[start..end];
    }

    /// <summary>Whether a token stands here.</summary>
    public bool Starts(string token) => string.CompareOrdinal(text, At, token, 0, token.Length) == 0;

    /// <summary>The special sequence that starts here, taken; null where none does.</summary>
    public LatexSpecial? Special()
    {
        foreach (LatexSpecial special in LatexTables.Specials)
        {
            if (!Starts(special.Characters)) continue;
            At += special.Characters.Length;
            return special;
        }

        return null;
    }
}
