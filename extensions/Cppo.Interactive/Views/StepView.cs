using Cppo.Interactive.Rendering;
using Cppo.Training;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>One training step: the algorithm with this step's numbers, the terms of the loss with their gradients, who took part, the time.</summary>
/// <param name="report">What the step did.</param>
public sealed class StepView(StepReport report) : View
{
    private readonly Participation counts = Participation.Of(report);
    private readonly IReadOnlyList<LossShare> shares = LossShare.Of(report);

    /// <inheritdoc/>
    public override string Name => "step";

    /// <inheritdoc/>
    public override string Label => $"Training step {report.Step}";

    private double Seconds => report.Times.Sum(time => time.Seconds);

    private string HeadFacts => Facts(
        report.Method,
        report.Times.Count > 0 ? Numbers.Time(TimeSpan.FromSeconds(Seconds)) : null,
        report.Skipped is null ? null : "update skipped");

    /// <inheritdoc/>
    protected override Html Body() => Html.Of(
        $"{Head($"Training step {report.Step}", Html.Text(HeadFacts))}<div class=\"cppo-two\"><div>{Algorithm()}{Times()}</div><div>{StepTables.Terms(report)}{StepTables.Shares(report, counts)}</div></div>{Followed()}");

    private Html Followed() => shares.Count == 0 ? Html.Empty : Html.Of(
        $"<p class=\"cppo-sub cppo-gap\">Every term, followed to its tokens</p>{LossShareTables.Details(shares, report.Terms)}");

    private Html Algorithm() => Html.Of(
        $"<p class=\"cppo-sub\">The algorithm, with this step’s numbers</p><ol class=\"cppo-algo\">{Lines().Select(Line)}</ol>");

    private Html Line((string Name, string Result, string Detail) line)
    {
        string result = line.Result;
        Html detail = line.Name == "Update" && report.Skipped is { } reason
            ? Html.Of($"<span class=\"cppo-skip\">{Describe.Clip(reason, 300)}</span>")
            : Html.Of($"<span>{line.Detail}</span>");
        return Html.Of($"<li><b>{line.Name}</b> <i>{result}</i> {detail}</li>");
    }

    private IEnumerable<(string Name, string Result, string Detail)> Lines()
    {
        int zero = counts.Responses - counts.PositiveResponses - counts.NegativeResponses;
        bool equalGroups = report.Groups.Select(group => group.Responses.Count).Distinct().Count() == 1;
        yield return (
            "Sample responses",
            $"{Numbers.Count(counts.Responses, "response", "responses")}, {Numbers.Count(counts.Tokens)} tokens",
            $"{Numbers.Count(counts.Groups, "prompt", "prompts")}{(equalGroups ? $" × {report.Groups[0].Responses.Count}" : "")}, mean length {Numbers.Plain(counts.MeanLength, 1)}");
        IEnumerable<string> parts = report.Responses.Take(1).SelectMany(response => response.Reward.Parts)
            .Select(part => $"{part.Name} {Numbers.Plain(report.MeanPart(part.Name), 3)}");
        yield return ("Reward", $"mean {Numbers.Plain(report.MeanReward, 3)}", string.Join(", ", parts));
        yield return (
            "Advantage in the group",
            $"{counts.SignalGroups} of {Numbers.Count(counts.Groups, "group", "groups")} {(counts.SignalGroups == 1 ? "carries" : "carry")} signal",
            $"A > 0: {Numbers.Count(counts.PositiveResponses, "response", "responses")}; A < 0: {counts.NegativeResponses}; A = 0: {zero}");
        if (report.Term("CPL") is not null)
        {
            foreach ((string, string, string) line in ContrastLines()) yield return line;
        }

        string policy = double.IsFinite(report.PolicyGain) && report.Term("policy") is { } term
            ? $"policy = {Numbers.Plain(report.PolicyGain, 4)} (A > 0) {Sum(term.Value - report.PolicyGain)} (A < 0)"
            : string.Join(" + ", report.Terms.Select(t => t.Name));
        yield return ("Loss", Numbers.Scientific(report.Loss), policy);
        string length = double.IsFinite(report.StepLength) ? $", step length {Numbers.Scientific(report.StepLength)}" : "";
        yield return (
            "Update",
            $"gradient norm {Numbers.Plain(report.GradientNorm, 3)}, {(report.Skipped is null ? report.Clipped ? "clipped" : "not clipped" : "skipped")}",
            $"lr {Numbers.Rate(report.LearningRate)}{length}");
    }

    private double SumOfTokens(LossTerm term) => shares.Any(share => share.Term == term.Name)
        ? shares.Where(share => share.Term == term.Name).Sum(share => share.Value)
        : double.NaN;

    private IEnumerable<(string Name, string Result, string Detail)> ContrastLines()
    {
        TokenSummary viewed = counts.Viewed;
        yield return (
            "Draw one preserving, one removing view",
            Numbers.Count(counts.ViewedGroups, "picture", "pictures"),
            counts.ViewedGroups < counts.Groups ? "only where some A > 0" : "of every prompt");
        yield return (
            "Forward under three views",
            viewed.Tokens == 0 ? "no token" : $"{Numbers.Count(viewed.Tokens)} tokens twice more",
            viewed.Tokens == 0
                ? "no response has a positive advantage"
                : $"mean entropy of these tokens {Numbers.Plain(viewed.Entropy, 3)} → {Numbers.Plain(viewed.EntropyRemoved, 3)} nats");
        string truth = viewed.HasTruth
            ? $"{viewed.InLossPerception} are ground truth: precision {Numbers.Plain(viewed.Precision, 2)}, recall {Numbers.Plain(viewed.Recall, 2)}"
            : "candidates: tokens whose entropy rose";
        yield return ("Perception tokens", $"{Numbers.Count(viewed.InLoss)} of {Numbers.Count(viewed.Candidates)} candidates", truth);
    }

    private static string Sum(double value) => value < 0 ? $"− {Numbers.Plain(-value, 4)}" : $"+ {Numbers.Plain(value, 4)}";

    private Html Times()
    {
        if (report.Times.Count == 0 || Seconds <= 0) return Html.Empty;
        HtmlTable table = new(
            Html.Of($"<b>Where the time went.</b> Phases in order, {Numbers.Plain(Seconds, 2)} s in all."),
            new("Phase"),
            new("Seconds", right: true),
            new("Share", right: true),
            new(""))
        {
            Class = "cppo-time cppo-gap",
        };
        double start = 0;
        foreach (PhaseTime time in report.Times)
        {
            double share = time.Seconds / Seconds;
            string highlight = time.Phase == "views" ? " cppo-cpl" : "";
            table.Add(
                Html.Text(time.Phase),
                HtmlTable.Number(Numbers.Fixed(time.Seconds, 2)),
                Html.Text(Numbers.Share(share)),
                Html.Of($"<i class=\"cppo-wf{highlight}\" style=\"--a:{Numbers.Css(start, 4)};--b:{Numbers.Css(share, 4)}\"></i>"));
            start += share;
        }

        return table.ToHtml();
    }

    /// <inheritdoc/>
    protected override string PlainText()
    {
        TextTable algorithm = new(">", "Step", "Result", "Detail");
        int number = 0;
        foreach ((string name, string result, string detail) in Lines())
        {
            number++;
            algorithm.Add(number.ToString(System.Globalization.CultureInfo.InvariantCulture), name, result, name == "Update" && report.Skipped is { } reason ? reason : detail);
        }

        TextTable terms = new("Term", ">Coefficient", ">Value", ">Contribution", ">Gradient norm");
        foreach (LossTerm term in report.Terms)
        {
            terms.Add(
                term.Name,
                Numbers.Css(term.Coefficient, 4),
                Numbers.Plain(term.Value, 4),
                Numbers.Scientific(term.Contribution),
                Numbers.Plain(term.GradientNorm, 3));
        }

        terms.Add("loss", "", "", Numbers.Scientific(report.Loss), Numbers.Plain(report.GradientNorm, 3));
        return $"Training step {report.Step}  {TextEncoder.Terminal(HeadFacts)}\n{algorithm}\n\n{terms}{(shares.Count == 0 ? "" : $"\n\n{LossShareTables.ToPlainText(shares)}")}";
    }

    /// <inheritdoc/>
    public override DataFrame ToData() => new DataRows<LossTerm>(report.Terms)
        .Text("term", term => term.Name)
        .Number("coefficient", term => term.Coefficient)
        .Number("value", term => term.Value)
        .Number("contribution", term => term.Contribution)
        .Number("gradient_norm", term => term.GradientNorm)
        .Number("policy_cosine", term => term.PolicyCosine)
        .Number("sum_of_tokens", term => SumOfTokens(term))
        .ToFrame();
}
