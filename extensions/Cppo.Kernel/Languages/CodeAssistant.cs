using Cppo.Kernel.Languages.CSharp;
using Cppo.Kernel.Languages.Magics;
using Cppo.Kernel.Sessions;

namespace Cppo.Kernel.Languages;

/// <summary>Answers questions about a cell that has not been run, in the language at the cursor.</summary>
internal sealed class CodeAssistant(CSharpSession session)
{
    private readonly CSharpAssistant csharp = new(session);

    /// <summary>What could be written at the cursor.</summary>
    public async Task<CodeCompletions> CompleteAsync(string cell, int cursor, CancellationToken cancellation)
    {
        int lineStart = cursor == 0 ? 0 : cell.LastIndexOf('\n', cursor - 1) + 1;
        if (CellParser.IsMagic(cell[lineStart..]) && cursor >= lineStart + 2)
        {
            int wordStart = cursor;
            while (wordStart > lineStart && !char.IsWhiteSpace(cell[wordStart - 1])) wordStart--;
            return new(wordStart, cursor, [.. KernelMagics.Complete(cell[lineStart..cursor], session).Select(text => new CodeCompletion(text, "magic"))]);
        }

        return Blanked(cell, cursor) is { } code
            ? await csharp.CompleteAsync(code, cursor, cancellation).ConfigureAwait(false)
            : new(cursor, cursor, []);
    }

    /// <summary>What the name at the cursor is; null where nothing is known.</summary>
    public async Task<MimeBundle?> InspectAsync(string cell, int cursor, CancellationToken cancellation) =>
        Blanked(cell, cursor) is { } code ? await csharp.InspectAsync(code, cursor, cancellation).ConfigureAwait(false) : null;

    // The code around the cursor with everything else turned to blanks, so that positions stay; null outside code.
    private static string? Blanked(string cell, int cursor)
    {
        if (cell.Contains('\r')) return null;
        string[] lines = cell.Split('\n');
        bool[] isCode = new bool[lines.Length];
        foreach (CellSegment segment in CellParser.Parse(cell).Where(segment => segment.Kind == SegmentKind.Code))
        {
            int count = segment.Text.Split('\n').Length;
            for (int i = 0; i < count; i++) isCode[segment.Line + i] = true;
        }

        int line = cell.AsSpan(0, cursor).Count('\n');
        if (!isCode[line] && lines[line].Trim().Length > 0) return null;
        return ScriptDirectives.Blank(string.Join('\n', lines.Select((text, i) => isCode[i] ? text : new string(' ', text.Length))));
    }
}
