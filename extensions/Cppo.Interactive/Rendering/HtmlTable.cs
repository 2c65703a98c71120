namespace Cppo.Interactive.Rendering;

/// <summary>A column of a table.</summary>
/// <param name="Header">Its heading; may be empty.</param>
/// <param name="Right">Numbers stand on the right.</param>
/// <param name="Class">Further class names ("cppo-opt": goes first where it is narrow).</param>
internal sealed record HtmlColumn(Html Header, bool Right = false, string Class = "")
{
    public HtmlColumn(string header, bool right = false, string @class = "")
        : this(Html.Text(header), right, @class)
    {
    }

    public Html Attribute { get; } = ClassAttribute((Right ? "cppo-n " : "") + Class);

    internal static Html ClassAttribute(string names) =>
        string.IsNullOrWhiteSpace(names) ? Html.Empty : Html.Of($" class=\"{names.Trim()}\"");
}

/// <summary>A table with a caption and scoped headers; the column named <see cref="RowHeader"/> heads its rows.</summary>
/// <param name="caption">A sentence that states the finding.</param>
/// <param name="columns">From left to right.</param>
internal sealed class HtmlTable(Html caption, params HtmlColumn[] columns)
{
    private readonly List<Html> rows = [];

    /// <summary>Index of the column that holds row headers; -1 where none does.</summary>
    public int RowHeader { get; init; }

    /// <summary>Class of the table beside cppo-t.</summary>
    public string Class { get; init; } = "";

    /// <summary>A row of group headings above the headings.</summary>
    public Html Groups { get; init; }

    /// <summary>Whether wide content scrolls inside the table's own frame.</summary>
    public bool Scrolls { get; init; }

    /// <summary>Whether body cells are left without classes; the table's sheet aligns them by position.</summary>
    public bool Bare { get; init; }

    /// <summary>Adds a row.</summary>
    public void Add(params Html[] cells) => Add("", cells);

    /// <summary>Adds a row of a class.</summary>
    public void Add(string rowClass, params Html[] cells)
    {
        if (cells.Length != columns.Length) throw new ArgumentException($"{cells.Length} cells for {columns.Length} columns.");
        rows.Add(Html.Of($"<tr{HtmlColumn.ClassAttribute(rowClass)}>{cells.Select(Cell)}</tr>\n"));
    }

    public Html ToHtml()
    {
        IEnumerable<Html> heads = columns.Select(column => column.Header.IsEmpty
            ? Html.Of($"<td{column.Attribute}></td>")
            : Html.Of($"<th scope=\"col\"{column.Attribute}>{column.Header}</th>"));
        Html classes = HtmlColumn.ClassAttribute(("cppo-t " + Class).Trim());
        Html table = Html.Of(
            $"<table{classes}><caption><span class=\"cppo-cap\">{caption}</span></caption><thead>{Groups}<tr>{heads}</tr></thead><tbody>{rows}</tbody></table>");
        return Scrolls
            ? Html.Of($"<div class=\"cppo-scroll\" tabindex=\"0\" role=\"group\" aria-label=\"table, scrolls sideways\">{table}</div>")
            : table;
    }

    private Html Cell(Html content, int column)
    {
        Html attribute = Bare ? Html.Empty : columns[column].Attribute;
        return column == RowHeader
            ? Html.Of($"<th scope=\"row\"{attribute}>{content}</th>")
            : Html.Of($"<td{attribute}>{content}</td>");
    }

    /// <summary>A number in a cell: a bare zero and the missing sign are quiet.</summary>
    public static Html Number(string number) =>
        number is "0" or Numbers.Missing ? Html.Of($"<i class=\"cppo-z\">{number}</i>") : Html.Text(number);
}
