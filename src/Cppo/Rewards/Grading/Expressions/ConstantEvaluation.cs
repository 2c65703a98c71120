namespace Cppo.Rewards.Grading.Expressions;

/// <summary>Third way of calculating: the value of an expression without symbols, to 120 decimal digits.</summary>
internal sealed class ConstantEvaluation(WorkBudget budget)
{
    // |v| below 1e-40 counts as zero; a divisor below it is a division by zero.
    private const int ZeroBits = -133;

    /// <summary>Whether the value is zero.</summary>
    /// <exception cref="EvaluationStop">It is undefined, too much work, or holds a symbol.</exception>
    public bool IsZero(Expression expression) => Of(expression).Magnitude < ZeroBits;

    /// <summary>The value where it is real; null where it is not.</summary>
    /// <exception cref="EvaluationStop">It is undefined, too much work, or holds a symbol.</exception>
    public BigFloat? RealValue(Expression expression) => Of(expression) is { } value && value.Imaginary.Magnitude < ZeroBits ? value.Real : null;

    private BigComplex Of(Expression expression)
    {
        budget.Spend(200);
        return Evaluate(expression);
    }

    private BigComplex Evaluate(Expression expression) => expression switch
    {
        ExactNumber number => new BigComplex(BigFloat.FromRational(number.Value), 0),
        DecimalNumber number => new BigComplex(BigFloat.FromRational(number.Exact), 0),
        PiConstant => new BigComplex(BigComplex.Pi, 0),
        ImaginaryUnit => new BigComplex(0, 1),
        Negation negation => -Of(negation.Operand),
        Sum sum => sum.Terms.Skip(1).Aggregate(Of(sum.Terms[0]), (total, term) => total + Of(term)),
        Product product => product.Others.Aggregate(Of(product.First), Join),
        SquareRoot root => Of(root.Operand).WithoutNoise().SquareRoot(),
        Power { HasDecimalExponent: true } => throw EvaluationStop.GivenUp(),
        Power power => new CanonicalEvaluation(budget).ExactNumber(power.Exponent) is Rational exponent
            ? RaisedTo(Of(power.Base), exponent)
            : (Of(power.Exponent) * Log(Of(power.Base))).Exp(),
        Logarithm logarithm => Log(Of(logarithm.Operand)),
        FunctionValue function => Function(function.Name, Of(function.Argument)),
        Factorial factorial => new BigComplex(BigFloat.FromRational(Factorial.Of(
            new CanonicalEvaluation(budget).ExactNumber(factorial.Operand) ?? throw EvaluationStop.NotRepresentable(), factorial.Step)), 0),
        _ => throw EvaluationStop.NotRepresentable(),
    };

    private BigComplex Join(BigComplex left, (FactorOperator Operator, Expression Factor) right) => right.Operator switch
    {
        FactorOperator.Times => left * Of(right.Factor),
        FactorOperator.Over => left / NotZero(Of(right.Factor)),
        _ => throw EvaluationStop.NotRepresentable(),
    };

    private BigComplex RaisedTo(BigComplex value, Rational exponent)
    {
        const int largest = 5000;
        if (exponent > largest || !(exponent > -largest)) throw EvaluationStop.GivenUp();
        if (exponent.Sign < 0) value = NotZero(value);
        if (exponent.IsInteger) return value.Power((int)exponent.Numerator);
        if (value.Magnitude < ZeroBits) return new BigComplex(0, 0);
        if (exponent == new Rational(1, 2)) return value.WithoutNoise().SquareRoot();
        return (new BigComplex(BigFloat.FromRational(exponent), 0) * Log(value)).Exp().WithoutNoise();
    }

    private BigComplex Function(string name, BigComplex argument)
    {
        budget.Spend(20_000);
        if (name == "exp") return argument.Exp();
        if (name == "abs") return argument.Imaginary.Sign == 0 ? new BigComplex(argument.Real.Abs(), 0) : throw EvaluationStop.NotRepresentable();
        BigComplex i = new(0, 1), wave = (i * argument).Exp(), inverse = (i * -argument).Exp(), two = new(2, 0);
        BigComplex cosine = (wave + inverse) / two, sine = (wave + -inverse) / (two * i);
        return name switch
        {
            "sin" => sine,
            "cos" => cosine,
            "tan" => sine / NotZero(cosine),
            "cot" => cosine / NotZero(sine),
            "sec" => new BigComplex(1, 0) / NotZero(cosine),
            "csc" => new BigComplex(1, 0) / NotZero(sine),
            _ => throw EvaluationStop.NotRepresentable(),
        };
    }

    // The two series of a logarithm and the exponential that mostly follows it.
    private BigComplex Log(BigComplex value)
    {
        budget.Spend(20_000);
        return NotZero(value).Log();
    }

    private static BigComplex NotZero(BigComplex value) => value.Magnitude < ZeroBits ? throw EvaluationStop.Undefined() : value.WithoutNoise();
}
