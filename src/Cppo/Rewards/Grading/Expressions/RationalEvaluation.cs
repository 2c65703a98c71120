using Cppo.Runtime;

namespace Cppo.Rewards.Grading.Expressions;

/// <summary>Second way of calculating: rational functions at random rational points, exactly.</summary>
internal sealed class RationalEvaluation
{
    private const int Points = 4, LargestPower = 5000;
    private readonly Dictionary<string, Rational> values = [];
    private readonly WorkBudget budget;
    private readonly CounterRandom random;

    private RationalEvaluation(ulong point, WorkBudget budget) =>
        (this.budget, random) = (budget, new CounterRandom(0, "rational point", point));

    /// <summary>Whether a rational function (pi counts as a symbol) is zero everywhere; undefined where no point has a value.</summary>
    /// <exception cref="EvaluationStop">It is undefined, too much work, or no rational function.</exception>
    public static bool IsZero(Expression expression, WorkBudget budget)
    {
        bool defined = false;
        for (ulong point = 0; point < Points; point++)
        {
            try
            {
                if (new RationalEvaluation(point, budget).Of(expression).Sign != 0) return false;
                defined = true;
            }
            catch (EvaluationStop stop) when (stop.Cause == StopCause.Undefined)
            {
                // Another point may have a value.
            }
        }

        return defined ? true : throw EvaluationStop.Undefined();
    }

    private Rational Of(Expression expression)
    {
        Rational value = Evaluate(expression);
        budget.SpendOnNumbers(value.Bits);
        return value;
    }

    private Rational Evaluate(Expression expression) => expression switch
    {
        ExactNumber number => number.Value,
        DecimalNumber number => number.Exact,
        Variable variable => Value(variable.Name),
        PiConstant => Value(BasePower.Pi),
        Negation negation => -Of(negation.Operand),
        Sum sum => sum.Terms.Skip(1).Aggregate(Of(sum.Terms[0]), (total, term) => total + Of(term)),
        Product product => product.Others.Aggregate(Of(product.First), Join),
        Power power => Raised(Of(power.Base), new CanonicalEvaluation(budget).ExactNumber(power.Exponent)),
        _ => throw EvaluationStop.NotRepresentable(),
    };

    private Rational Join(Rational left, (FactorOperator Operator, Expression Factor) right) => right.Operator switch
    {
        FactorOperator.Times => left * Of(right.Factor),
        FactorOperator.Over => left / Of(right.Factor),
        _ => throw EvaluationStop.NotRepresentable(),
    };

    private static Rational Raised(Rational value, Rational? exponent)
    {
        if (exponent is not { IsInteger: true } integer) throw EvaluationStop.NotRepresentable();
        if (integer > LargestPower || !(integer > -LargestPower)) throw EvaluationStop.GivenUp();
        return value.Power((int)integer.Numerator);
    }

    private Rational Value(string name)
    {
        if (!values.TryGetValue(name, out Rational value))
        {
            value = new Rational(random.Integer(-500, 500) * 2 + 1, random.Integer(1, 50) * 2 + 1);
            values[name] = value;
        }

        return value;
    }
}
