namespace Cppo.Kernel.Languages;

/// <summary>What a stretch of a cell is.</summary>
internal enum SegmentKind
{
    /// <summary>Text of a language.</summary>
    Code,

    /// <summary>A line that starts with <c>#!</c>.</summary>
    Magic,
}

/// <summary>A stretch of a cell.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The code, or the whole magic line.</param>
/// <param name="Line">The line of the cell where it starts, from 0.</param>
/// <param name="Language">The language that the code is written in, or that the magic stands in.</param>
internal sealed record CellSegment(SegmentKind Kind, string Text, int Line, string Language = CellLanguageNames.CSharp)
{
    /// <summary>What stands behind the selector of the code's language (<c>--name best</c>).</summary>
    public string Options { get; init; } = "";

    /// <summary>The text with its line number in the cell kept, for compiling.</summary>
    public string Placed => new string('\n', Line) + Text;

    /// <summary>The name of a magic, with <c>#!</c>.</summary>
    public string Name => Text.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries) is [string name, ..] ? name : "#!";

    /// <summary>What follows the name of a magic.</summary>
    public string Arguments => Text.TrimStart()[Name.Length..].Trim();
}

/// <summary>Divides a cell into stretches of its languages and magic lines, in order.</summary>
internal static class CellParser
{
    /// <summary>The stretches of a cell; stretches of blank code are left out.</summary>
    /// <param name="cell">The cell's text.</param>
    /// <param name="language">The language of the lines before the first selector.</param>
    public static IReadOnlyList<CellSegment> Parse(string cell, string language = CellLanguageNames.CSharp)
    {
        string[] lines = cell.ReplaceLineEndings("\n").Split('\n');
        List<CellSegment> segments = [];
        string options = "";
        int start = 0;
        for (int i = 0; i <= lines.Length; i++)
        {
            if (i < lines.Length && !IsMagic(lines[i])) continue;
            string text = string.Join('\n', lines[start..i]);
            if (!string.IsNullOrWhiteSpace(text)) segments.Add(new(SegmentKind.Code, text, start, language) { Options = options });
            if (i == lines.Length) break;

            CellSegment magic = new(SegmentKind.Magic, lines[i].Trim(), i, language);
            start = i + 1;
            // A selector that asks for help selects nothing.
            if (CellLanguageNames.Selected(magic.Name) is { } selected && !magic.Arguments.Contains("--help")) (language, options) = (selected, magic.Arguments);
            else segments.Add(magic);
        }

        return segments;
    }

    /// <summary>Whether a line is a magic.</summary>
    public static bool IsMagic(string line) => line.StartsWith("#!", StringComparison.Ordinal);

    /// <summary>The language at a line of a cell, and whether the line is a magic.</summary>
    public static string LanguageAt(string cell, int line)
    {
        string language = CellLanguageNames.CSharp;
        foreach (string before in cell.Split('\n').Take(line))
        {
            if (IsMagic(before)) language = CellLanguageNames.Selected(before.Split((char[]?)null, 2)[0]) ?? language;
        }

        return language;
    }
}
