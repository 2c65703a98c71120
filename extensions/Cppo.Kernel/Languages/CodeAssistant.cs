using Cppo.Kernel.Languages.Magics;
using Cppo.Kernel.Sessions;

namespace Cppo.Kernel.Languages;

/// <summary>Answers questions about a cell that has not been run, in the language at the cursor.</summary>
internal sealed class CodeAssistant(CellLanguages languages)
{
    /// <summary>What could be written at the cursor.</summary>
    public async Task<CodeCompletions> CompleteAsync(string cell, int cursor, CancellationToken cancellation)
    {
        int lineStart = LineStart(cell, cursor);
        if (CellParser.IsMagic(cell[lineStart..]) && cursor >= lineStart + 2)
        {
            int wordStart = cursor;
            while (wordStart > lineStart && !char.IsWhiteSpace(cell[wordStart - 1])) wordStart--;
            string standing = CellParser.LanguageAt(cell, cell.AsSpan(0, cursor).Count('\n'));
            return new(wordStart, cursor, KernelMagics.Complete(cell[lineStart..cursor], standing, languages));
        }

        return Around(cell, cursor) is var (language, code)
            ? await language.CompleteAsync(code, cursor, cancellation).ConfigureAwait(false)
            : new(cursor, cursor, []);
    }

    /// <summary>What the name at the cursor is; null where nothing is known.</summary>
    public async Task<MimeBundle?> InspectAsync(string cell, int cursor, CancellationToken cancellation)
    {
        int lineStart = LineStart(cell, cursor);
        if (CellParser.IsMagic(cell[lineStart..])) return KernelMagics.Inspect(cell[lineStart..].Split('\n')[0]);
        return Around(cell, cursor) is var (language, code) ? await language.InspectAsync(code, cursor, cancellation).ConfigureAwait(false) : null;
    }

    private static int LineStart(string cell, int cursor) => cursor == 0 ? 0 : cell.LastIndexOf('\n', cursor - 1) + 1;

    // The code around the cursor with everything else turned to blanks, so that positions stay; null outside code.
    private (ICellLanguage Language, string Code)? Around(string cell, int cursor)
    {
        if (cell.Contains('\r')) return null;
        string[] lines = cell.Split('\n');
        string name = CellParser.LanguageAt(cell, cell.AsSpan(0, cursor).Count('\n'));
        bool[] isCode = new bool[lines.Length];
        foreach (CellSegment segment in CellParser.Parse(cell).Where(segment => segment.Kind == SegmentKind.Code && segment.Language == name))
        {
            int count = segment.Text.Split('\n').Length;
            for (int i = 0; i < count; i++) isCode[segment.Line + i] = true;
        }

        return (languages.Of(name), string.Join('\n', lines.Select((text, i) => isCode[i] ? text : new string(' ', text.Length))));
    }
}
