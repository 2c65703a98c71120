using System.Text.RegularExpressions;
using Cppo.Rewards.Grading;
using Cppo.Rewards.Grading.Expressions;

namespace Cppo.Rewards;

/// <summary>
/// Gives the verdicts of mathruler 0.1.0, the grader of the paper's recipes: equal after a light clean-up, equal after units are
/// removed and LaTeX is printed as text, or, element by element, equal as fractions, integers or expressions. Its quirks are
/// kept (values within 1e-7 of an integer become it, 2/4 is not 1/2, units are dropped, <c>A.</c> is not <c>A</c>), except that
/// nothing is ever run as code, no answer takes long, and a missing box is no answer instead of the word None.
/// </summary>
public sealed partial record ReferenceGrader : IAnswerGrader
{
    /// <summary>Longer answers or targets are compared as written only; mathruler's normal forms have no such limit.</summary>
    public const int LongestAnswer = 20_000;

    /// <summary>
    /// Off by default. On: a response without a box is graded as the word None, as published; it is then right where the target is
    /// None, which is what the published recipes make of a data row without a box.
    /// </summary>
    public bool MissingBoxIsNone { get; init; }

    /// <inheritdoc/>
    public Grade Grade(string? answer, string? target)
    {
        string? extracted = answer;
        if (MissingBoxIsNone) answer ??= "None";
        if (answer is null) return Verdict(false, GradingRule.NoAnswer, "", target ?? "");
        if (target is null) return Verdict(false, GradingRule.NoTarget, answer, "");
        if (answer.Length > LongestAnswer || target.Length > LongestAnswer)
        {
            return Verdict(answer == target, GradingRule.TooLong, answer, target);
        }

        string answerA = StageA.Normalize(answer), targetA = StageA.Normalize(target);
        if (answerA == targetA) return Verdict(true, GradingRule.EqualAfterStageA, answerA, targetA);
        string answerB = StageB.Normalize(answer), targetB = StageB.Normalize(target);
        (bool correct, string rule) = Compare(answerB, targetB);
        return Verdict(correct, rule, answerB, targetB);

        Grade Verdict(bool correct, string rule, string normalForm, string targetNormalForm) =>
            new(correct, extracted, target ?? "", normalForm, targetNormalForm, rule);
    }

    private static (bool Correct, string Rule) Compare(string answer, string target)
    {
        if (answer == target) return (true, GradingRule.EqualAfterStageB);
        if (answer.Length == 0) return (false, GradingRule.Empty);
        IReadOnlyList<string> answers = AnswerElements.Split(answer), targets = AnswerElements.Split(target);
        if (targets.Count > 1 && (answer[0] != target[0] || answer[^1] != target[^1])) return (false, GradingRule.Brackets);
        if (answers.Count != targets.Count) return (false, GradingRule.Length);
        string rule = GradingRule.Empty;
        for (int i = 0; i < answers.Count; i++)
        {
            (bool equal, rule) = CompareElements(answers[i], targets[i]);
            if (!equal) return (false, rule);
        }

        return (true, rule);
    }

    private static (bool Equal, string Rule) CompareElements(string answer, string target)
    {
        if (Fraction().IsMatch(answer) && Fraction().IsMatch(target)) return (answer == target, GradingRule.Fractions);
        if (AnswerElements.Integer(answer).HasValue != AnswerElements.Integer(target).HasValue) return (false, GradingRule.Integer);
        return ExpressionEquality.Test(answer, target);
    }

    // An integer, any one character, a slash, an integer other than zero, any one character.
    [GeneratedRegex(@"^-?[0-9]+([\uD800-\uDBFF][\uDC00-\uDFFF]|.)?/0*[1-9][0-9]*([\uD800-\uDBFF][\uDC00-\uDFFF]|.)?$")]
    private static partial Regex Fraction();
}
