using Cppo.Evaluation;
using Cppo.Interactive.Rendering;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>How well detectors find the perception tokens: precision and recall of the rule, AUC of the score, under one removing view or under several.</summary>
/// <param name="studies">One a removing view or strength; the first gives the table.</param>
public sealed class DetectorStudyView(IReadOnlyList<DetectorStudy> studies) : View
{
    private const int Most = 12;

    private readonly DetectorStudy[] shown = [.. studies.Take(Most)];

    /// <inheritdoc/>
    public override string Name => "detectors";

    /// <inheritdoc/>
    public override string Label => "Perception token detectors";

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Sheets => ["comparison"];

    private string HeadFacts => shown.Length == 0 ? "none" : Facts(
        shown.Length == 1 ? $"removing view: {Describe.Clip(shown[0].Removing, 80)}" : $"{Numbers.Count(shown.Length)} removing views",
        Numbers.Count(shown[0].Responses, "response", "responses"),
        shown[0].Scores.Count > 0 ? $"{Numbers.Share(shown[0].Scores[0].Quality.BaseRate)} perception tokens" : null);

    // The truth and chance are no detectors; what needs no second picture is the one to beat.
    private string Finding
    {
        get
        {
            DetectorScore[] real = [.. shown.Take(1).SelectMany(study => study.Scores).Where(score => score.Detector is not ("oracle" or "random") && double.IsFinite(score.Quality.Auc))];
            if (real.Length == 0) return "No detector was studied.";
            DetectorScore best = real.MaxBy(score => score.Quality.Auc);
            string baseline = real.Where(score => score.Detector == "plain entropy").Select(score => $"; plain entropy, which needs no second picture: {Numbers.Plain(score.Quality.Auc, 2)}").FirstOrDefault("");
            return $"{best.Detector} ranks best: AUC {Numbers.Plain(best.Quality.Auc, 2)}{baseline}.";
        }
    }

    /// <inheritdoc/>
    protected override Html Body()
    {
        if (shown.Length == 0) return Head("Detectors", Html.Text(HeadFacts));
        HtmlTable table = new(
            Html.Of($"<b>{Finding}</b> {(shown.Length > 1 ? $"Under {Describe.Clip(shown[0].Removing, 80)}. " : "")}Precision and recall of the rule's selection against the truth; AUC: the chance that a perception token scores above another one (0.5 is chance)."),
            new("Detector"),
            new("Precision", right: true),
            new("Recall", right: true),
            new("AUC", right: true),
            new("", @class: "cppo-pl"))
        {
            Scrolls = true,
            Class = "cppo-cd",
        };
        foreach (DetectorScore score in shown[0].Scores)
        {
            table.Add(
                Html.Text(Describe.Clip(score.Detector, 40)),
                HtmlTable.Number(Numbers.Plain(score.Quality.Precision, 2)),
                HtmlTable.Number(Numbers.Plain(score.Quality.Recall, 2)),
                HtmlTable.Number(Numbers.Plain(score.Quality.Auc, 2)),
                Html.Of($"<i class=\"cppo-bar\" style=\"--v:{Numbers.Css(score.Quality.Auc, 3)}\"></i>"));
        }

        return Head("Detectors", Html.Text(HeadFacts)) + table.ToHtml() + Several();
    }

    private Html Several()
    {
        if (shown.Length < 2) return Html.Empty;
        HtmlTable table = new(
            Html.Of($"<b>AUC by removing view and strength.</b> One column a view."),
            [new("Detector"), .. shown.Select(study => new HtmlColumn(Describe.Clip(study.Removing, 40), right: true))])
        {
            Scrolls = true,
            Class = "cppo-gap",
        };
        foreach (string detector in Detectors) table.Add([Html.Text(Describe.Clip(detector, 40)), .. shown.Select(study => HtmlTable.Number(Area(study, detector)))]);
        return table.ToHtml() + Describe.More("studies", shown.Length, studies.Count, "studies[i]");
    }

    private IEnumerable<string> Detectors => shown.SelectMany(study => study.Scores).Select(score => score.Detector).Distinct();

    private static string Area(DetectorStudy study, string detector) => Numbers.Plain(study[detector]?.Auc ?? double.NaN, 2);

    /// <inheritdoc/>
    protected override string PlainText()
    {
        TextTable table = new("Removing view", "Detector", ">Precision", ">Recall", ">AUC");
        foreach ((DetectorStudy study, DetectorScore score) in Rows)
        {
            table.Add(study.Removing, score.Detector, Numbers.Plain(score.Quality.Precision, 2), Numbers.Plain(score.Quality.Recall, 2), Numbers.Plain(score.Quality.Auc, 2));
        }

        return $"Detectors  {TextEncoder.Terminal(HeadFacts)}\n{TextEncoder.Terminal(Finding)}\n{table}";
    }

    private IReadOnlyList<(DetectorStudy Study, DetectorScore Score)> Rows => [.. studies.SelectMany(study => study.Scores.Select(score => (study, score)))];

    /// <inheritdoc/>
    public override DataFrame ToData() => new DataRows<(DetectorStudy Study, DetectorScore Score)>(Rows)
        .Text("removing", row => row.Study.Removing)
        .Text("detector", row => row.Score.Detector)
        .Integer("responses", row => row.Study.Responses)
        .Integer("tokens", row => row.Score.Quality.Tokens)
        .Number("base_rate", row => row.Score.Quality.BaseRate)
        .Number("precision", row => row.Score.Quality.Precision)
        .Number("recall", row => row.Score.Quality.Recall)
        .Number("auc", row => row.Score.Quality.Auc)
        .ToFrame();
}
