using Cppo.Rewards.Grading.Expressions;

namespace Cppo.Rewards.Grading.Fair;

/// <summary>An amount taken apart: a number times a unit.</summary>
/// <param name="Number">Without units.</param>
/// <param name="Size">What the unit is in base units.</param>
/// <param name="Dimension">Base units with their powers; empty without a unit.</param>
/// <param name="UnitText">The unit as written.</param>
internal sealed record Quantity(Expression Number, Expression Size, IReadOnlyDictionary<string, int> Dimension, string UnitText)
{
    private static readonly ExactNumber One = new(1);

    /// <summary>Whether there is a unit.</summary>
    public bool HasUnit => Dimension.Count > 0;

    /// <summary>The number in base units.</summary>
    public Expression InBaseUnits => Size == One ? Number : FairExpressions.Times(Number, Size);

    /// <summary>Whether the unit is a mere number: percent or degrees, whose sign people leave out or resolve.</summary>
    public bool IsPercent => Dimension.Count == 1 && Dimension.GetValueOrDefault(Unit.Percent) == 1;

    /// <summary>Whether it is an angle.</summary>
    public bool IsAngle => Dimension.Count == 1 && Dimension.GetValueOrDefault("rad") == 1;

    /// <summary>Takes an expression apart; null where its units do not stand as factors, or terms have different dimensions.</summary>
    public static Quantity? Of(Expression expression)
    {
        switch (expression)
        {
            case UnitSymbol symbol:
                Unit unit = Unit.Named(symbol.Name);
                return new(One, unit.Size, unit.Dimension, symbol.Name);
            case Negation negation:
                return Of(negation.Operand) is { } operand ? operand with { Number = new Negation(operand.Number) } : null;
            case Power { Exponent: ExactNumber { Value: { IsInteger: true } exponent } } power when Math.Abs(exponent.ToDouble()) <= 6:
                return Of(power.Base) is { HasUnit: true } value ? value.Raised((int)exponent.Numerator) : Plain(expression);
            case Product product:
                Quantity? total = Of(product.First);
                foreach ((FactorOperator joined, Expression factor) in product.Others)
                {
                    if (total is null || Of(factor) is not { } next) return null;
                    total = total.Joined(joined, next);
                }

                return total;
            case Sum sum when sum.Terms.Any(HasUnitIn):
                return OfSum(sum);
            default:
                return Plain(expression);
        }
    }

    private static Quantity? Plain(Expression expression) =>
        HasUnitIn(expression) ? null : new(expression, One, new Dictionary<string, int>(), "");

    private static bool HasUnitIn(Expression expression) => FairExpressions.All(expression).Any(part => part is UnitSymbol);

    private static Quantity? OfSum(Sum sum)
    {
        Quantity?[] terms = [.. sum.Terms.Select(Of)];
        if (terms.Any(term => term is null || !SameDimension(term.Dimension, terms[0]!.Dimension))) return null;
        return new(new Sum([.. terms.Select(term => term!.InBaseUnits)]), One, terms[0]!.Dimension, string.Join(" ", terms.Select(term => term!.UnitText)));
    }

    /// <summary>Whether two dimensions are the same.</summary>
    public static bool SameDimension(IReadOnlyDictionary<string, int> a, IReadOnlyDictionary<string, int> b) =>
        a.Count == b.Count && a.All(power => b.GetValueOrDefault(power.Key) == power.Value);

    private Quantity Raised(int exponent) => new(
        Number == One ? One : new Power(Number, new ExactNumber(exponent)),
        Size == One ? One : new Power(Size, new ExactNumber(exponent)),
        Dimension.ToDictionary(power => power.Key, power => power.Value * exponent),
        $"{UnitText}^{exponent}");

    private Quantity Joined(FactorOperator joined, Quantity next)
    {
        int sign = joined == FactorOperator.Times ? 1 : -1;
        Dictionary<string, int> dimension = new(Dimension);
        foreach ((string name, int power) in next.Dimension)
        {
            dimension[name] = dimension.GetValueOrDefault(name) + (sign * power);
            if (dimension[name] == 0) dimension.Remove(name);
        }

        string text = next.UnitText.Length == 0 ? UnitText : sign < 0 ? $"{UnitText}/{next.UnitText}" : UnitText.Length == 0 ? next.UnitText : $"{UnitText} {next.UnitText}";
        return new(Join(Number, next.Number), Join(Size, next.Size), dimension, text);

        Expression Join(Expression left, Expression right) =>
            right == One ? left : left == One && sign > 0 ? right : new Product(left, [(joined, right)]);
    }
}
