using System.Text;
using System.Text.RegularExpressions;

namespace Cppo.Rewards.Grading.Expressions;

/// <summary>The symbolic test: is the difference of two expressions exactly zero? (Section 6 of the reference's description.)</summary>
internal static partial class ExpressionEquality
{
    private const int MostLetters = 2;

    /// <summary>Compares two elements, and says by which rule.</summary>
    public static (bool Equal, string Rule) Test(string answer, string target)
    {
        string difference = $"({target})-({answer})";
        if (Letters(difference) > MostLetters) return (false, GradingRule.Letters);
        if (RefusedPower().IsMatch(difference)) return (false, GradingRule.Powers);
        try
        {
            Expression? expression = ExpressionParser.Parse(difference.Replace("^", "**", StringComparison.Ordinal));
            return expression is null ? (false, GradingRule.Unreadable) : (IsZero(expression, new WorkBudget()), GradingRule.Difference);
        }
        catch (EvaluationStop)
        {
            return (false, GradingRule.Difference);
        }
    }

    /// <summary>Whether a difference is zero, by the first way of calculating that can tell.</summary>
    /// <exception cref="EvaluationStop">It is undefined or too much work.</exception>
    public static bool IsZero(Expression difference, WorkBudget budget)
    {
        return Try(() => new CanonicalEvaluation(budget).Of(difference) is { } sum && (sum.IsZero || sum.IsDecisive) ? sum.IsZero : null)
            ?? Try(() => RationalEvaluation.IsZero(difference, budget))
            ?? Try(() => new ConstantEvaluation(budget).IsZero(difference))
            ?? Try(() => ComplexEvaluation.IsZero(difference, budget))
            ?? false;

        static bool? Try(Func<bool?> test)
        {
            try
            {
                return test();
            }
            catch (EvaluationStop stop) when (stop.Cause == StopCause.NotRepresentable)
            {
                return null;
            }
        }
    }

    private static int Letters(string difference)
    {
        string rest = difference.Replace("sqrt", "", StringComparison.Ordinal).Replace("frac", "", StringComparison.Ordinal);
        HashSet<Rune> letters = [.. rest.EnumerateRunes().Where(Rune.IsLetter)];
        return letters.Count;
    }

    [GeneratedRegex(@"\^[{(]|\^[0-9]+\^|\^[0-9][0-9]+")]
    private static partial Regex RefusedPower();
}
