using System.Globalization;
using Cppo.Interactive.Rendering;
using Cppo.Objective;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>What the selection rule did in each response: candidates, places, and the smallest score that was taken.</summary>
/// <param name="selection">The selection.</param>
public sealed class SelectionView(PerceptionSelection selection) : View
{
    private const int MostRows = 40;

    private readonly (int Candidates, int Places, double Threshold)[] rows =
        [.. selection.CandidateCounts.Select((count, i) => (count, selection.Places[i], selection.Threshold[i]))];

    /// <inheritdoc/>
    public override string Name => "selection";

    /// <inheritdoc/>
    public override string Label => "Perception tokens by response";

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Sheets => [];

    private string HeadFacts => Facts(
        Numbers.Count(rows.Length, "response", "responses"),
        $"{Numbers.Count(rows.Sum(row => row.Candidates))} candidates");

    /// <inheritdoc/>
    protected override Html Body()
    {
        HtmlTable table = new(
            Html.Of($"<b>A token is a candidate if its entropy rises without the picture;</b> the rule takes the best scores down to the threshold. <span class=\"cppo-code\">step.Evaluate(passes, selection).Groups</span> shows the tokens."),
            new("#", right: true),
            new("Candidates", right: true),
            new("Places", right: true),
            new("Smallest score taken", right: true));
        for (int i = 0; i < Math.Min(MostRows, rows.Length); i++)
        {
            table.Add(
                Html.Of($"<i class=\"cppo-z\">{i}</i>"),
                Html.Text(Numbers.Count(rows[i].Candidates)),
                Html.Text(Numbers.Count(rows[i].Places)),
                HtmlTable.Number(Threshold(rows[i])));
        }

        return Html.Of(
            $"{Head("Perception tokens", Html.Text(HeadFacts))}{table.ToHtml()}{Describe.More("responses", Math.Min(MostRows, rows.Length), rows.Length, "ToData()")}");
    }

    private static string Threshold((int Candidates, int Places, double Threshold) row) =>
        row.Candidates == 0 ? Numbers.Missing : Numbers.Nats(row.Threshold);

    /// <inheritdoc/>
    protected override string PlainText()
    {
        TextTable table = new(">#", ">Candidates", ">Places", ">Smallest score taken");
        for (int i = 0; i < rows.Length; i++)
        {
            table.Add(i.ToString(CultureInfo.InvariantCulture), Numbers.Count(rows[i].Candidates), Numbers.Count(rows[i].Places), Threshold(rows[i]));
        }

        return $"Perception tokens  {HeadFacts}\n{table}";
    }

    /// <inheritdoc/>
    public override DataFrame ToData() => new DataRows<(int Candidates, int Places, double Threshold)>(rows)
        .Integer("candidates", row => row.Candidates)
        .Integer("places", row => row.Places)
        .Number("threshold", row => double.IsFinite(row.Threshold) ? row.Threshold : double.NaN)
        .ToFrame();
}
