using Cppo.Interactive.Rendering;
using Cppo.Rewards;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>Why an answer is right or wrong: both sides as written and in normal form, and the rule that decided.</summary>
/// <param name="grades">One or more grades.</param>
public sealed class GradeView(IReadOnlyList<Grade> grades) : View
{
    private const int MostGrades = 60, LongestForm = 160;

    /// <inheritdoc/>
    public override string Name => "grade";

    /// <inheritdoc/>
    public override string Label => grades.Count == 1 ? $"Grade: {Verdict(grades[0])}" : Numbers.Count(grades.Count, "grade", "grades");

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Sheets => [];

    private int Right => grades.Count(grade => grade.Correct);

    private string Share => grades.Count == 1 ? "" : $"{Numbers.Count(Right)} of {Numbers.Count(grades.Count)} right";

    /// <inheritdoc/>
    protected override Html Body()
    {
        if (grades.Count == 0) return Head("Grades", Html.Empty) + Html.Of($"<p class=\"cppo-q\">Nothing was graded.</p>");
        return grades.Count == 1 ? One(grades[0]) : Many();
    }

    private static Html One(Grade grade)
    {
        HtmlTable table = new(
            Html.Of($"{Describe.Verdict(grade.Correct)} Decided by: <b>{Describe.Clip(grade.Rule, LongestForm)}</b>."),
            new(""),
            new("As written"),
            new("Normal form"))
        {
            Scrolls = true,
        };
        table.Add(Html.Text("answer"), Written(grade.Extracted), Form(grade.NormalForm));
        table.Add(Html.Text("target"), Written(grade.Target), Form(grade.TargetNormalForm));
        return Head("Grade", Html.Empty) + table.ToHtml();
    }

    private Html Many()
    {
        HtmlTable table = new(
            Html.Of($"<b>{Share}.</b> Answers and targets as written, their normal forms below."),
            new("Answer"),
            new("Target"),
            new("Verdict"),
            new("Rule that decided"))
        {
            Scrolls = true,
        };
        foreach (Grade grade in grades.Take(MostGrades))
        {
            table.Add(
                Html.Of($"{Written(grade.Extracted)}<br/><span class=\"cppo-q cppo-s\">{Form(grade.NormalForm)}</span>"),
                Html.Of($"{Written(grade.Target)}<br/><span class=\"cppo-q cppo-s\">{Form(grade.TargetNormalForm)}</span>"),
                Describe.Verdict(grade.Correct),
                Html.Text(Describe.Clip(grade.Rule, LongestForm)));
        }

        return Head("Grades", Html.Text(Share)) + table.ToHtml() + Describe.More("grades", Math.Min(MostGrades, grades.Count), grades.Count, "grades[i]");
    }

    /// <summary>An answer as written; a sign where there is none.</summary>
    internal static Html Written(string? text) => text is null ? HtmlTable.Number(Numbers.Missing) : Form(text);

    private static Html Form(string text) => text.Length == 0
        ? Html.Of($"<span class=\"cppo-q\">empty</span>")
        : Html.Of($"<span class=\"cppo-m\">{Describe.Clip(text, LongestForm)}</span>");

    private static string Verdict(Grade grade) => grade.Correct ? "✓ right" : "✕ wrong";

    /// <inheritdoc/>
    protected override string PlainText()
    {
        TextTable table = new("Answer", "Normal form", "Target", "Normal form", "Verdict", "Rule");
        foreach (Grade grade in grades) table.Add(grade.Extracted ?? Numbers.Missing, grade.NormalForm, grade.Target, grade.TargetNormalForm, Verdict(grade), grade.Rule);
        return grades.Count == 1 ? $"Grade\n{table}" : $"Grades  {Share}\n{table}";
    }

    /// <inheritdoc/>
    public override DataFrame ToData() => new DataRows<Grade>(grades)
        .Text("answer", grade => grade.Extracted)
        .Text("normal_form", grade => grade.NormalForm)
        .Text("target", grade => grade.Target)
        .Text("target_normal_form", grade => grade.TargetNormalForm)
        .Flag("correct", grade => grade.Correct)
        .Text("rule", grade => grade.Rule)
        .ToFrame();
}
