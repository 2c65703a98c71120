namespace Cppo.Kernel.Languages;

/// <summary>What a stretch of a cell is.</summary>
internal enum SegmentKind
{
    /// <summary>C# code.</summary>
    Code,

    /// <summary>A line that starts with <c>#!</c>.</summary>
    Magic,

    /// <summary>Text that follows <c>#!html</c> or <c>#!markdown</c>.</summary>
    Content,
}

/// <summary>A stretch of a cell.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Code or content, or the whole magic line.</param>
/// <param name="Line">The line of the cell where it starts, from 0.</param>
/// <param name="Language">The magic that a content belongs to; empty otherwise.</param>
internal sealed record CellSegment(SegmentKind Kind, string Text, int Line, string Language = "")
{
    /// <summary>The text with its line number in the cell kept, for compiling.</summary>
    public string Placed => new string('\n', Line) + Text;

    /// <summary>The name of a magic, with <c>#!</c>.</summary>
    public string Name => Text.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries) is [string name, ..] ? name : "#!";

    /// <summary>What follows the name of a magic.</summary>
    public string Arguments => Text.TrimStart()[Name.Length..].Trim();
}

/// <summary>Divides a cell into code, magic lines and content of other languages, in order.</summary>
internal static class CellParser
{
    private static readonly string[] ContentLanguages = ["#!html", "#!markdown"];

    /// <summary>The stretches of a cell; stretches of blank code are left out.</summary>
    public static IReadOnlyList<CellSegment> Parse(string cell)
    {
        string[] lines = cell.ReplaceLineEndings("\n").Split('\n');
        List<CellSegment> segments = [];
        string language = "";
        int start = 0;
        for (int i = 0; i <= lines.Length; i++)
        {
            if (i < lines.Length && !IsMagic(lines[i])) continue;
            AddStretch(segments, lines, start, i, language);
            if (i == lines.Length) break;

            CellSegment magic = new(SegmentKind.Magic, lines[i].Trim(), i);
            start = i + 1;
            if (ContentLanguages.Contains(magic.Name)) language = magic.Name;
            else if (magic.Name is "#!csharp" or "#!c#") language = "";
            else segments.Add(magic);
        }

        return segments;
    }

    /// <summary>Whether a line is a magic.</summary>
    public static bool IsMagic(string line) => line.StartsWith("#!", StringComparison.Ordinal);

    private static void AddStretch(List<CellSegment> segments, string[] lines, int start, int end, string language)
    {
        string text = string.Join('\n', lines[start..end]);
        if (string.IsNullOrWhiteSpace(text)) return;
        segments.Add(language.Length == 0
            ? new(SegmentKind.Code, text, start)
            : new(SegmentKind.Content, text, start, language));
    }
}
