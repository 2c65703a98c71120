using System.Globalization;
using Cppo.Interactive.Rendering;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>A data frame as a table: the first rows, numbers on the right.</summary>
/// <param name="frame">The frame.</param>
public sealed class DataFrameView(DataFrame frame) : View
{
    private const int MostRows = 20;
    private const int MostColumns = 24;
    private const int LongestCell = 80;

    /// <inheritdoc/>
    public override string Name => "frame";

    /// <inheritdoc/>
    public override string Label => $"Data frame, {Size}";

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Sheets => [];

    private string Size => $"{Numbers.Count(frame.Rows.Count, "row", "rows")}, {Numbers.Count(frame.Columns.Count, "column", "columns")}";

    private int RowsShown => (int)Math.Min(MostRows, frame.Rows.Count);

    private DataFrameColumn[] Shown => [.. frame.Columns.Take(MostColumns)];

    /// <inheritdoc/>
    protected override Html Body()
    {
        HtmlTable table = new(
            Html.Text(Size + "."),
            [new HtmlColumn("", right: true), .. Shown.Select(column => new HtmlColumn(column.Name, IsNumber(column)))])
        {
            Scrolls = true,
        };
        for (int row = 0; row < RowsShown; row++)
        {
            table.Add([Html.Text(Numbers.Count(row)), .. Shown.Select(column => HtmlTable.Number(Cell(column, row)))]);
        }

        Html columns = frame.Columns.Count <= MostColumns
            ? Html.Empty
            : Html.Of($"<p class=\"cppo-p cppo-q cppo-s\">showing {MostColumns} of {frame.Columns.Count} columns</p>");
        return table.ToHtml() + columns + Describe.More("rows", RowsShown, (int)Math.Min(int.MaxValue, frame.Rows.Count), $"frame.Tail({Math.Max(0, frame.Rows.Count - RowsShown)})");
    }

    /// <inheritdoc/>
    protected override string PlainText()
    {
        if (frame.Columns.Count == 0) return Size;
        TextTable table = new([">", .. Shown.Select(column => (IsNumber(column) ? ">" : "") + column.Name)]);
        for (int row = 0; row < RowsShown; row++) table.Add([Numbers.Count(row), .. Shown.Select(column => Cell(column, row))]);
        string more = RowsShown < frame.Rows.Count ? $"\nshowing {RowsShown} of {Numbers.Count(frame.Rows.Count)} rows" : "";
        return $"{table}{more}";
    }

    /// <inheritdoc/>
    public override DataFrame ToData() => frame;

    private static bool IsNumber(DataFrameColumn column) => column.IsNumericColumn();

    private static string Cell(DataFrameColumn column, long row) => column[row] switch
    {
        null => Numbers.Missing,
        double or float => Number(Convert.ToDouble(column[row], CultureInfo.InvariantCulture)),
        sbyte or short or int or long or byte or ushort or uint => Numbers.Count(Convert.ToInt64(column[row], CultureInfo.InvariantCulture)),
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        var value => Describe.Clip(value.ToString() ?? "", LongestCell),
    };

    // What is in a frame has no unit that would tell how many decimals matter.
    private static string Number(double value) =>
        double.IsFinite(value) ? value.ToString("G5", CultureInfo.InvariantCulture).Replace('-', '−') : Numbers.Missing;
}
