using System.Globalization;
using Cppo.Data;
using Cppo.Interactive.Rendering;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>A data set to look through: its first rows with pictures, question and answer, what was dropped and why, and what is broken.</summary>
public sealed class DataView : View
{
    private const int Side = 84;
    private const int MostCards = 16;
    private const int MostLines = 12;
    private const int MostListed = 100;
    private const int PictureBytes = 420 * 1024;
    private readonly DataSet data;
    private readonly IReadOnlyList<long> rows;
    private readonly DataReport? report;
    private readonly ulong? seed;

    /// <summary>The rows that were chosen, with the report of what was not.</summary>
    /// <param name="selection">The rows.</param>
    public DataView(DataSelection selection) =>
        (data, rows, report, seed) = (selection.Data, selection.Rows, selection.Report, selection.Seed);

    /// <summary>The first rows as the files have them; nothing was checked.</summary>
    /// <param name="data">The data set.</param>
    public DataView(DataSet data) => (this.data, rows) = (data, [.. Enumerable.Range(0, (int)Math.Min(data.Count, MostListed)).Select(row => (long)row)]);

    /// <inheritdoc/>
    public override string Name => "data";

    /// <inheritdoc/>
    public override string Label => "Data set";

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Sheets => ["samples"];

    private string HeadFacts => Facts(
        System.IO.Path.GetFileName(data.Path.TrimEnd('/', '\\')),
        data.Layout == DataLayout.Named ? "columns as named" : $"layout {data.Layout}",
        Numbers.Count(data.Count, "row", "rows"),
        report is null ? "not checked" : $"{Numbers.Count(report.Kept)} kept",
        report is not null && rows.Count < report.Kept ? $"{Numbers.Count(rows.Count)} taken" : null,
        seed is { } value ? $"shuffled, seed {value}" : null);

    private long All => report is null ? data.Count : rows.Count;

    private string MoreCode => report is null ? "data.Row(i)" : "samples.Row(i)";

    /// <inheritdoc/>
    protected override Html Body()
    {
        List<Html> cards = [];
        int room = PictureBytes;
        foreach (RowCells row in rows.Take(MostCards).Select(Read))
        {
            Html card = Card(row);
            room -= card.Bytes;
            if (room < 0 && cards.Count > 0) break;
            cards.Add(card);
        }

        return Html.Of(
            $"{Head("Data", Html.Text(HeadFacts))}<div class=\"cppo-grid\">{cards}</div>{Describe.More("rows", cards.Count, (int)Math.Min(All, int.MaxValue), MoreCode)}{Report()}{Broken()}{Columns()}");
    }

    private static Html Card(RowCells row)
    {
        List<Html> pictures = [.. row.Pictures.Take(2).Select((picture, i) => picture is { } decoded
            ? InlinePicture.Tag(decoded, $"Picture {i + 1} of row {row.Number}: {row.Question}", Side)
            : Html.Of($"<span class=\"cppo-q\">picture {i + 1} cannot be shown</span>"))];
        if (pictures.Count == 0) pictures.Add(Html.Of($"<span class=\"cppo-q\">no picture</span>"));
        string facts = Facts(
            string.Create(CultureInfo.InvariantCulture, $"row {row.Number}"), row.Category, row.PictureCount > 1 ? $"{row.PictureCount} pictures" : null, row.Rates);
        Html options = Html.Join(row.Options.Take(8).Select(option => Html.Of($"<br/>{option.Key}. {Describe.Clip(option.Value, 40)}")));
        Html problem = row.Problem is { } found ? Html.Of($"<br/><span class=\"cppo-no cppo-wrap\">✕ {Describe.Clip(found, 160)}</span>") : Html.Empty;
        return Html.Of(
            $"<figure class=\"cppo-fig cppo-card\"><span>{Html.Join(pictures, " ")}</span><figcaption>{Describe.Clip(row.Question, 240)}{options}<br/><b>{Describe.Clip(row.Answer, 60)}</b> <span class=\"cppo-q\">{Describe.Clip(facts, 200)}</span>{problem}</figcaption></figure>");
    }

    private Html Report()
    {
        if (report is null) return Html.Empty;
        HtmlTable table = new(
            Html.Of($"<b>{Numbers.Count(report.Kept)} of {Numbers.Count(report.Read, "row", "rows")} kept.</b> What became of the others, and the categories of those kept."),
            [new("Rows"), new("Number", right: true), new("Share", right: true)]);
        foreach (DroppedRows dropped in report.Dropped.Take(MostLines)) Add($"dropped: {Describe.Clip(dropped.Reason, 100)}", dropped.Count);
        if (report.Broken.Count > 0) Add("broken", report.Broken.Count);
        foreach ((string category, int count) in report.Categories.OrderByDescending(entry => entry.Value).Take(MostLines))
            Add($"kept: {(category.Length == 0 ? "without a category" : Describe.Clip(category, 100))}", count);
        table.Add("cppo-sum", Html.Text("kept"), Html.Text(Numbers.Count(report.Kept)), Html.Text(Share(report.Kept)));
        return table.ToHtml() + Describe.More("reasons", Math.Min(MostLines, report.Dropped.Count), report.Dropped.Count, "samples.Report.Dropped")
            + Describe.More("categories", Math.Min(MostLines, report.Categories.Count), report.Categories.Count, "samples.Report.Categories");

        void Add(string what, long count) => table.Add(Html.Text(what), Html.Text(Numbers.Count(count)), Html.Text(Share(count)));
    }

    private Html Broken()
    {
        if (report is null || report.Broken.Count == 0) return Html.Empty;
        IEnumerable<Html> lines = report.Broken.Take(MostLines)
            .Select(row => Html.Of($"<li>{Describe.Clip(row.Problem, 300)} <span class=\"cppo-q\">{Describe.Clip(row.Advice, 200)}</span></li>"));
        return Html.Of(
            $"<details class=\"cppo-d\"><summary>{Numbers.Count(report.Broken.Count, "broken row", "broken rows")}</summary><ol>{lines}</ol>{Describe.More("broken rows", Math.Min(MostLines, report.Broken.Count), report.Broken.Count, "samples.Report.Broken")}</details>");
    }

    private Html Columns() => Html.Of(
        $"<details class=\"cppo-d\"><summary>{Numbers.Count(data.Columns.Count, "column", "columns")}</summary><p>question: <b>{Describe.Clip(data.Roles.Question, 60)}</b>, answer: <b>{Describe.Clip(data.Roles.Answer, 60)}</b>, pictures: <b>{Describe.Clip(data.Roles.Pictures ?? Numbers.Missing, 60)}</b>, category: <b>{Describe.Clip(data.Roles.Category ?? Numbers.Missing, 60)}</b></p><p class=\"cppo-q\">{Describe.Clip(string.Join(", ", data.Columns), 2_000)}</p></details>");

    private string Share(long count) => Numbers.Share((double)count / Math.Max(1, report!.Read));

    /// <inheritdoc/>
    protected override string PlainText()
    {
        TextTable table = new(">Row", "Category", "Question", "Answer", ">Pictures");
        foreach (RowCells row in rows.Take(MostListed).Select(Read))
            table.Add(Numbers.Count(row.Number), row.Category, row.Question, row.Problem ?? row.Answer, Numbers.Count(row.PictureCount));
        string more = rows.Count > MostListed || All > rows.Count ? $"\nshowing {Math.Min(MostListed, rows.Count)} of {Numbers.Count(All)} rows" : "";
        return $"Data  {TextEncoder.Terminal(HeadFacts)}\n{table}{more}{ReportText()}";
    }

    private string ReportText()
    {
        if (report is null) return "";
        IEnumerable<string> dropped = report.Dropped.Select(rows => $"dropped {Numbers.Count(rows.Count)}: {TextEncoder.Terminal(rows.Reason)}");
        IEnumerable<string> broken = report.Broken.Take(MostLines).Select(row => $"broken: {TextEncoder.Terminal(row.Problem)}");
        string more = report.Broken.Count > MostLines ? $"\nshowing {MostLines} of {Numbers.Count(report.Broken.Count)} broken rows" : "";
        return "\n\n" + string.Join('\n', [$"{Numbers.Count(report.Kept)} of {Numbers.Count(report.Read)} rows kept", .. dropped, .. broken]) + more;
    }

    /// <inheritdoc/>
    public override DataFrame ToData()
    {
        RowCells[] cells = [.. rows.Select(row => RowCells.Read(data, row, decode: false))];
        DataRows<RowCells> frame = new DataRows<RowCells>(cells)
            .Integer("row", row => row.Number)
            .Text("category", row => row.Category)
            .Text("question", row => row.Question)
            .Text("answer", row => row.Answer)
            .Integer("pictures", row => row.PictureCount)
            .Text("problem", row => row.Problem ?? "");
        foreach (string rate in data.PassRates) frame.Number(rate, row => row.RateOf(rate));
        return frame.ToFrame();
    }

    private RowCells Read(long row) => RowCells.Read(data, row, decode: true);
}
