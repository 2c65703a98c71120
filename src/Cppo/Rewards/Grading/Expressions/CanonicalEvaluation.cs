namespace Cppo.Rewards.Grading.Expressions;

/// <summary>
/// First way of calculating: bring an expression into the form of a <see cref="CanonicalSum"/>. Most answers can be; decimals are
/// decided here alone.
/// </summary>
internal sealed class CanonicalEvaluation(WorkBudget budget)
{
    private const int LargestPowerOfSum = 40;
    private static readonly Rational Half = new(1, 2);

    /// <summary>The canonical sum.</summary>
    /// <exception cref="EvaluationStop">It is undefined, too much work, or not representable.</exception>
    public CanonicalSum Of(Expression expression)
    {
        CanonicalSum sum = Evaluate(expression);
        budget.Spend(40 * sum.Count);
        budget.SpendOnNumbers(sum.Bits);
        return sum;
    }

    /// <summary>The value of an exponent that is an exact number, else null.</summary>
    public Rational? ExactNumber(Expression expression) =>
        Of(expression).Number is { IsDecimal: false } number ? number.Exact : null;

    private CanonicalSum Evaluate(Expression expression)
    {
        switch (expression)
        {
            case ExactNumber number:
                return CanonicalSum.Of(new Coefficient(number.Value));
            case DecimalNumber number:
                return CanonicalSum.Of(new Coefficient(number.Value));
            case Variable variable:
                return Base(variable.Name, Rational.One);
            case PiConstant:
                return Base(BasePower.Pi, Rational.One);
            case ImaginaryUnit:
                return Base(BasePower.MinusOne, Half);
            case Negation negation:
                return -Of(negation.Operand);
            case Sum sum:
                return sum.Terms.Skip(1).Aggregate(Of(sum.Terms[0]), (total, term) => total + Of(term));
            case Product product:
                return product.Others.Aggregate(Of(product.First), Join);
            case SquareRoot root:
                return Of(root.Operand).Root(Half, budget);
            case Power power:
                return RaisedTo(Of(power.Base), Of(power.Exponent));
            case Factorial factorial when Of(factorial.Operand).Number is { } number:
                return CanonicalSum.Of(new Coefficient((Rational)Factorial.Of(number.Exact, factorial.Step)));
            case Logarithm logarithm when Of(logarithm.Operand).Number is { IsDecimal: false } number && number.Exact == Rational.One:
                return CanonicalSum.Zero;
            default:
                throw EvaluationStop.NotRepresentable();
        }
    }

    private static CanonicalSum Base(string name, Rational exponent) =>
        CanonicalSum.Of(new Coefficient(Rational.One), new BasePower(name, exponent));

    private CanonicalSum Join(CanonicalSum left, (FactorOperator Operator, Expression Factor) right)
    {
        CanonicalSum factor = Of(right.Factor);
        switch (right.Operator)
        {
            case FactorOperator.Times:
                return Times(left, factor);
            case FactorOperator.Over:
                return Over(left, factor);
            default:
                Coefficient quotient = Over(left, factor).Number ?? throw EvaluationStop.NotRepresentable();
                return CanonicalSum.Of(new Coefficient((Rational)(quotient.IsDecimal ? Rational.FromDouble(quotient.AsDouble) : quotient.Exact).Floor()));
        }
    }

    private CanonicalSum RaisedTo(CanonicalSum value, CanonicalSum exponent)
    {
        Coefficient power = exponent.Number ?? throw EvaluationStop.NotRepresentable();
        if (power.IsDecimal)
        {
            // The reference calculates it as doubles where the base is a number, too, and simplifies no other.
            if (value.Number is not { Sign: > 0 } number) throw EvaluationStop.GivenUp();
            return CanonicalSum.Of(new Coefficient(Math.Pow(number.AsDouble, power.AsDouble)));
        }

        Rational exact = power.Exact;
        if (!exact.IsInteger) return value.Root(exact, budget);
        if (exact > int.MaxValue || !(exact > -int.MaxValue)) throw EvaluationStop.GivenUp();
        int whole = (int)exact.Numerator;
        if (value.Count <= 1) return value.Power(whole);
        if (whole is < 0 or > LargestPowerOfSum) throw EvaluationStop.NotRepresentable();
        CanonicalSum result = CanonicalSum.Of(new Coefficient(Rational.One));
        for (int i = 0; i < whole; i++) result = Times(result, value);
        return result;
    }

    private CanonicalSum Times(CanonicalSum left, CanonicalSum right)
    {
        budget.Spend(400L * left.Count * right.Count);
        return left * right;
    }

    private CanonicalSum Over(CanonicalSum left, CanonicalSum right)
    {
        budget.Spend(400L * left.Count);
        return left / right;
    }
}
