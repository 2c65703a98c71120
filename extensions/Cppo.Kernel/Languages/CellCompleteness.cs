namespace Cppo.Kernel.Languages;

/// <summary>Whether a text can be run as it stands.</summary>
internal enum CellCompleteness
{
    /// <summary>It can be run.</summary>
    Complete,

    /// <summary>More lines must follow.</summary>
    Incomplete,

    /// <summary>No lines that follow can make it right.</summary>
    Invalid,
}

/// <summary>Decides whether a terminal should run a cell or let its user go on.</summary>
internal static class CellCompletenessCheck
{
    /// <summary>The state of a cell; only its last stretch of code can be incomplete.</summary>
    public static CellCompleteness Of(string cell, CellLanguages languages) =>
        CellQuestion.Of(cell) is null && CellParser.Parse(cell) is [.., { Kind: SegmentKind.Code } code]
            ? languages.Of(code.Language).Completeness(code.Text)
            : CellCompleteness.Complete;

    /// <summary>The blanks with which the next line should start.</summary>
    public static string Indent(string cell)
    {
        string last = cell.ReplaceLineEndings("\n").Split('\n')[^1];
        string own = last[..(last.Length - last.TrimStart().Length)];
        return last.TrimEnd().EndsWith('{') ? own + "    " : own;
    }
}
