using System.Globalization;
using System.Text;

namespace Cppo.Interactive.Rendering;

/// <summary>A table for terminals: columns aligned, one rule under the headings. Cells pass through the encoder.</summary>
/// <param name="headers">Headings; one that starts with '&gt;' stands on the right.</param>
internal sealed class TextTable(params string[] headers)
{
    private const int WidestCell = 72;
    private const int MostRows = 400;
    private readonly List<string[]> rows = [];
    private int left;

    /// <summary>Adds a row; what is too much for a terminal is counted only.</summary>
    public void Add(params string[] cells)
    {
        if (rows.Count < MostRows) rows.Add([.. cells.Select(Shorten)]);
        else left++;
    }

    public override string ToString()
    {
        bool[] right = [.. headers.Select(header => header.StartsWith('>'))];
        string[] names = [.. headers.Select(header => header.TrimStart('>'))];
        int[] widths =
            [.. names.Select((name, column) => rows.Select(row => Width(row[column])).Append(Width(name)).Max())];
        StringBuilder output = new();
        AppendRow(output, names, widths, right);
        output.AppendLine(string.Join("  ", widths.Select(width => new string('─', width))));
        foreach (string[] row in rows) AppendRow(output, row, widths, right);
        if (left > 0) output.AppendLine($"… {Numbers.Count(left)} more rows; ToData() has all");
        return output.ToString().TrimEnd('\n', '\r');
    }

    private static void AppendRow(StringBuilder output, string[] cells, int[] widths, bool[] right)
    {
        StringBuilder line = new();
        for (int i = 0; i < cells.Length; i++)
        {
            string blanks = new(' ', widths[i] - Width(cells[i]));
            line.Append(i == 0 ? "" : "  ").Append(right[i] ? blanks + cells[i] : cells[i] + blanks);
        }

        output.AppendLine(line.ToString().TrimEnd());
    }

    private static string Shorten(string cell)
    {
        string text = TextEncoder.Terminal(TextEncoder.Clip(cell, WidestCell + 1));
        return text.Length <= WidestCell ? text : TextEncoder.Clip(text, WidestCell - 1) + "…";
    }

    // Terminal columns: East Asian wide characters and most pictographs take two, combining marks none.
    private static int Width(string text)
    {
        int width = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark) continue;
            bool wide = rune.Value is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3)
                or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60)
                or (>= 0x1F300 and <= 0x1FAFF) or (>= 0x20000 and <= 0x3FFFD);
            width += wide ? 2 : 1;
        }

        return width;
    }
}
