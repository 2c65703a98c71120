using Cppo.Interactive.Rendering;
using Cppo.Rewards;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>Graders on the same answers: how often they agree, and every answer on which they differ, with the reason of each.</summary>
/// <param name="comparison">The comparison.</param>
public sealed class GraderComparisonView(GraderComparison comparison) : View
{
    private const int MostRows = 40, MostGraders = 6, LongestText = 120;

    private readonly IReadOnlyList<ComparedAnswer> differing = comparison.Disagreements;

    /// <inheritdoc/>
    public override string Name => "graders";

    /// <inheritdoc/>
    public override string Label => $"Comparison of {Numbers.Count(comparison.Graders.Count, "grader", "graders")}";

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Sheets => ["rollout"];

    private int Shown => Math.Min(MostGraders, comparison.Graders.Count);

    private string HeadFacts => Facts(
        [.. comparison.Graders.Take(Shown).Select((name, i) => $"{name} {Share(comparison.Right(i))}"), Numbers.Count(comparison.Total, "answer", "answers")]);

    private string Finding => comparison.Total == 0 ? "There was no answer."
        : comparison.Agreed == comparison.Total ? "They agree on every answer."
        : $"They agree on {Numbers.Count(comparison.Agreed)} of {Numbers.Count(comparison.Total)} answers, {Share(comparison.Agreed)}.";

    private string Share(int count) => comparison.Total == 0 ? Numbers.Missing : $"{Numbers.Accuracy((double)count / comparison.Total)}{Numbers.Thin}%";

    /// <inheritdoc/>
    protected override Html Body()
    {
        HtmlTable agreement = new(
            Html.Of($"<b>{Finding}</b> Answers by the verdicts of two graders."),
            new("Graders"),
            new("Both right", right: true),
            new("Only the first", right: true),
            new("Only the second", right: true),
            new("Both wrong", right: true),
            new("Agreement", right: true),
            new("Kappa", true, "cppo-opt"))
        {
            Scrolls = true,
        };
        foreach (GraderAgreement pair in comparison.Agreements.Take(MostGraders * 2))
        {
            agreement.Add(
                Html.Text($"{Describe.Clip(pair.First, 40)}, {Describe.Clip(pair.Second, 40)}"),
                HtmlTable.Number(Numbers.Count(pair.BothRight)),
                HtmlTable.Number(Numbers.Count(pair.OnlyFirst)),
                HtmlTable.Number(Numbers.Count(pair.OnlySecond)),
                HtmlTable.Number(Numbers.Count(pair.BothWrong)),
                Html.Text(double.IsNaN(pair.Share) ? Numbers.Missing : $"{Numbers.Accuracy(pair.Share)}{Numbers.Thin}%"),
                HtmlTable.Number(Numbers.Plain(pair.Kappa, 2)));
        }

        Html head = Head("Graders", Html.Text(HeadFacts)) + Part(agreement.ToHtml());
        return differing.Count == 0 ? head : head + Part(Differences());
    }

    private static Html Part(Html table) => Html.Of($"<div class=\"cppo-group\">{table}</div>");

    private Html Differences()
    {
        HtmlTable table = new(
            Html.Of($"<b>{Numbers.Count(differing.Count, "different answer is", "different answers are")} judged differently.</b> Normal form of the answer and the rule that decided below each verdict."),
            [
                new("Answer"),
                new("Target"),
                new("Times", true, "cppo-opt"),
                .. comparison.Graders.Take(Shown).Select(name => new HtmlColumn(Describe.Clip(name, 40))),
            ])
        {
            Scrolls = true,
        };
        foreach (ComparedAnswer answer in differing.Take(MostRows))
        {
            table.Add(
                [
                    GradeView.Written(answer.Pair.Answer),
                    GradeView.Written(answer.Pair.Target),
                    Html.Text(Numbers.Count(answer.Count)),
                    .. answer.Grades.Take(Shown).Select(grade => Html.Of(
                        $"{Describe.Verdict(grade.Correct)}<br/><span class=\"cppo-q cppo-s\"><span class=\"cppo-m\">{Describe.Clip(grade.NormalForm, LongestText)} {(grade.Correct ? "=" : "≠")} {Describe.Clip(grade.TargetNormalForm, LongestText)}</span><br/>{Describe.Clip(grade.Rule, LongestText)}</span>")),
                ]);
        }

        return table.ToHtml() + Describe.More("differing answers", Math.Min(MostRows, differing.Count), differing.Count, "comparison.Disagreements[i]");
    }

    /// <inheritdoc/>
    protected override string PlainText()
    {
        TextTable table = new(["Answer", "Target", ">Times", .. comparison.Graders.Take(Shown).SelectMany(name => new[] { name, "Rule" })]);
        foreach (ComparedAnswer answer in differing)
        {
            table.Add(
                [
                    answer.Pair.Answer ?? Numbers.Missing,
                    answer.Pair.Target,
                    Numbers.Count(answer.Count),
                    .. answer.Grades.Take(Shown).SelectMany(grade => new[] { grade.Correct ? "✓ right" : "✕ wrong", grade.Rule }),
                ]);
        }

        return $"Graders  {TextEncoder.Terminal(HeadFacts)}\n{Finding}\n{(differing.Count == 0 ? "" : table)}";
    }

    /// <summary>One row for every answer and grader.</summary>
    public override DataFrame ToData() =>
        new DataRows<(ComparedAnswer Answer, Grade Grade, string Grader)>(
            [.. comparison.Answers.SelectMany(answer => answer.Grades.Select((grade, i) => (answer, grade, comparison.Graders[i])))])
            .Text("answer", row => row.Answer.Pair.Answer)
            .Text("target", row => row.Answer.Pair.Target)
            .Integer("times", row => row.Answer.Count)
            .Flag("agree", row => row.Answer.Agree)
            .Text("grader", row => row.Grader)
            .Flag("correct", row => row.Grade.Correct)
            .Text("rule", row => row.Grade.Rule)
            .Text("normal_form", row => row.Grade.NormalForm)
            .Text("target_normal_form", row => row.Grade.TargetNormalForm)
            .ToFrame();
}
