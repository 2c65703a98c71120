using Cppo.Rewards.Grading.Expressions;

namespace Cppo.Rewards.Grading.Fair;

/// <summary>Compares numbers and expressions with their units.</summary>
/// <param name="budget">Bounds the work.</param>
/// <param name="relativeTolerance">Most that a rounded decimal may be away from the exact value, as a share of it.</param>
internal sealed class AmountComparison(WorkBudget budget, double relativeTolerance)
{
    // Below this many significant digits a decimal is a value of its own, not a rounded one.
    private const int FewestDigits = 3, FewestDigitsOfTarget = 2;
    private const long CostOfOne = 4_000;

    /// <summary>Compares an answer's amount with the target's, and says by which rule.</summary>
    public (bool Equal, string Rule) Compare(Expression answer, Expression target)
    {
        budget.Spend(CostOfOne);
        (answer, target) = InOneCase(answer, target);
        if (Quantity.Of(answer) is not { } left || Quantity.Of(target) is not { } right)
        {
            return IsZero(answer, target) ? (true, FairRule.Exact) : (false, FairRule.Different);
        }

        if (left.HasUnit && right.HasUnit) return CompareUnits(left, right);
        if (Numbers(left.Number, right.Number) is { } rule) return (true, left.HasUnit == right.HasUnit ? rule : FairRule.UnitLeftOut);
        if (left.HasUnit == right.HasUnit) return (false, FairRule.Different);

        // 50% is also one half, and 180 degrees are also pi.
        Quantity withUnit = left.HasUnit ? left : right;
        Expression? number = withUnit.IsPercent ? FairExpressions.Over(withUnit.Number, new ExactNumber(100)) : withUnit.IsAngle ? withUnit.InBaseUnits : null;
        if (number is not null && IsZero(number, left.HasUnit ? right.Number : left.Number)) return (true, FairRule.AsNumber);
        return (false, FairRule.Different);
    }

    /// <summary>Whether two expressions are equal exactly: their difference is zero everywhere.</summary>
    public bool IsZero(Expression answer, Expression target)
    {
        Expression difference = new Sum([FairExpressions.Exact(answer), new Negation(FairExpressions.Exact(target))]);
        try
        {
            return ExpressionEquality.IsZero(difference, budget);
        }
        catch (EvaluationStop stop) when (stop.Cause != StopCause.GivenUp)
        {
            // A division by zero and the like: equal only where it is written alike.
            return FairExpressions.Text(answer) == FairExpressions.Text(target);
        }
    }

    private (bool Equal, string Rule) CompareUnits(Quantity left, Quantity right)
    {
        if (Quantity.SameDimension(left.Dimension, right.Dimension))
        {
            bool converted = left.UnitText != right.UnitText;
            string? rule = Numbers(left.Number, right.Number, left.Size, right.Size);
            return rule is null ? (false, FairRule.Different) : (true, converted ? FairRule.Converted : rule);
        }

        if (IsUnspecified(left, right) || IsUnspecified(right, left))
        {
            return Numbers(left.Number, right.Number) is { } rule ? (true, rule) : (false, FairRule.Different);
        }

        return (false, FairRule.OtherUnit);
    }

    // "12 units" may be 12 cm, "12 square units" 12 cm^2.
    private static bool IsUnspecified(Quantity unspecified, Quantity other) =>
        unspecified.Dimension.Count == 1 && unspecified.Dimension.TryGetValue(Unit.Unspecified, out int power)
        && other.Dimension.Count == 1 && other.Dimension.First().Value == power && (other.Dimension.ContainsKey("m") || !Unit.IsMeasure(other.UnitText));

    private string? Numbers(Expression answer, Expression target, Expression? answerSize = null, Expression? targetSize = null)
    {
        Expression left = Scaled(answer, answerSize), right = Scaled(target, targetSize);
        if (IsZero(left, right)) return FairRule.Exact;
        WrittenDecimal? rounded = Decimal(answer), goal = Decimal(target);
        if (rounded is null && goal is null) return null;
        if (Value(left) is not { } x || Value(right) is not { } y) return null;
        BigFloat distance = (x - y).Abs();
        if ((distance - (y.Abs() * BigFloat.FromRational(Rational.FromDouble(relativeTolerance)))).Sign > 0) return null;
        if (rounded is { Digits: >= FewestDigits } && IsWithinRounding(distance, rounded, answerSize)) return FairRule.RoundedAnswer;
        int fewest = rounded is null ? FewestDigitsOfTarget : FewestDigits;
        return goal is not null && goal.Digits >= fewest && IsWithinRounding(distance, goal, targetSize) ? FairRule.RoundedTarget : null;
    }

    // Half a unit of the last place that was written.
    private bool IsWithinRounding(BigFloat distance, WrittenDecimal rounded, Expression? size)
    {
        Expression half = new ExactNumber(new Rational(10, 1).Power(-rounded.Places) / 2);
        return Value(Scaled(half, size)) is { } allowed && (distance - allowed).Sign <= 0;
    }

    private BigFloat? Value(Expression expression)
    {
        try
        {
            return new ConstantEvaluation(budget).RealValue(FairExpressions.Exact(expression));
        }
        catch (EvaluationStop stop) when (stop.Cause != StopCause.GivenUp)
        {
            return null;
        }
    }

    private static Expression Scaled(Expression number, Expression? size) => size is null ? number : FairExpressions.Times(number, size);

    private static WrittenDecimal? Decimal(Expression expression) => expression switch
    {
        WrittenDecimal number => number,
        Negation negation => Decimal(negation.Operand),
        _ => null,
    };

    // X and x are the same unknown where no side has both.
    private static (Expression Answer, Expression Target) InOneCase(Expression answer, Expression target)
    {
        HashSet<string> left = FairExpressions.Variables(answer), right = FairExpressions.Variables(target);
        if (left.SetEquals(right)) return (answer, target);
        bool Safe(HashSet<string> names) => names.Select(name => name.ToLowerInvariant()).Distinct().Count() == names.Count;
        return Safe(left) && Safe(right) ? (Lower(answer), Lower(target)) : (answer, target);

        static Expression Lower(Expression expression) => FairExpressions.Rewrite(
            expression, part => part is Variable variable ? new Variable(variable.Name.ToLowerInvariant()) : null);
    }
}
