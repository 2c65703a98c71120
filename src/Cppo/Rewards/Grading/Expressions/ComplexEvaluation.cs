using System.Numerics;
using Cppo.Runtime;

namespace Cppo.Rewards.Grading.Expressions;

/// <summary>
/// Last way of calculating, for symbols under roots and in exponents: complex doubles with principal branches at twelve points, four
/// of them real with all combinations of signs. The negative real points tell sqrt(1/x) from 1/sqrt(x).
/// </summary>
internal sealed class ComplexEvaluation
{
    private const int RealPoints = 4, RandomPoints = 8;
    private const double NearZero = 1e-9, Reach = 2.5;
    private readonly Dictionary<string, Complex> values = [];
    private readonly WorkBudget budget;
    private readonly CounterRandom random;
    private readonly int point;

    private ComplexEvaluation(int point, WorkBudget budget) =>
        (this.point, this.budget, random) = (point, budget, new CounterRandom(0, "complex point", (ulong)point));

    /// <summary>Whether the expression is zero at all points where it has a value.</summary>
    /// <exception cref="EvaluationStop">It is undefined or not representable.</exception>
    public static bool IsZero(Expression expression, WorkBudget budget)
    {
        bool defined = false;
        for (int point = 0; point < RealPoints + RandomPoints; point++)
        {
            Complex value;
            try
            {
                value = new ComplexEvaluation(point, budget).Of(expression);
            }
            catch (EvaluationStop stop) when (stop.Cause == StopCause.Undefined)
            {
                continue;
            }

            if (!Complex.IsFinite(value)) continue;
            if (Complex.Abs(value) >= NearZero) return false;
            defined = true;
        }

        return defined ? true : throw EvaluationStop.Undefined();
    }

    private Complex Of(Expression expression)
    {
        budget.Spend(10);
        return Evaluate(expression);
    }

    private Complex Evaluate(Expression expression) => expression switch
    {
        ExactNumber number => number.Value.ToDouble(),
        DecimalNumber number => number.Value,
        Variable variable => Value(variable.Name),
        PiConstant => Math.PI,
        ImaginaryUnit => Complex.ImaginaryOne,
        Negation negation => -Of(negation.Operand),
        Sum sum => sum.Terms.Skip(1).Aggregate(Of(sum.Terms[0]), (total, term) => total + Of(term)),
        Product product => product.Others.Aggregate(Of(product.First), Join),
        SquareRoot root => Raised(Of(root.Operand), 0.5),
        Power { HasDecimalExponent: true } => throw EvaluationStop.GivenUp(),
        Power power => Raised(Of(power.Base), Of(power.Exponent)),
        Logarithm logarithm => Complex.Log(OnBranch(NotZero(Of(logarithm.Operand)))),
        FunctionValue function => Function(function.Name, Of(function.Argument)),
        Factorial factorial when new CanonicalEvaluation(budget).ExactNumber(factorial.Operand) is Rational number =>
            ((Rational)Factorial.Of(number, factorial.Step)).ToDouble(),
        _ => throw EvaluationStop.NotRepresentable(),
    };

    private Complex Join(Complex left, (FactorOperator Operator, Expression Factor) right) => right.Operator switch
    {
        FactorOperator.Times => left * Of(right.Factor),
        FactorOperator.Over => left / NotZero(Of(right.Factor)),
        _ => throw EvaluationStop.NotRepresentable(),
    };

    private static Complex Raised(Complex value, Complex exponent)
    {
        const int repeated = 64; // integer powers up to here by multiplication: no branch, no rounding of logarithms
        if (exponent.Imaginary == 0 && exponent.Real == Math.Round(exponent.Real) && Math.Abs(exponent.Real) <= repeated)
        {
            Complex product = Complex.One;
            for (int i = 0; i < Math.Abs(exponent.Real); i++) product *= value;
            return exponent.Real < 0 ? Complex.One / NotZero(product) : product;
        }

        if (value == Complex.Zero) return exponent.Real > 0 ? Complex.Zero : throw EvaluationStop.Undefined();
        return Complex.Exp(exponent * Complex.Log(OnBranch(value)));
    }

    private static Complex Function(string name, Complex argument) => name switch
    {
        "sin" => Complex.Sin(argument),
        "cos" => Complex.Cos(argument),
        "tan" => Complex.Sin(argument) / NotZero(Complex.Cos(argument)),
        "cot" => Complex.Cos(argument) / NotZero(Complex.Sin(argument)),
        "sec" => Complex.One / NotZero(Complex.Cos(argument)),
        "csc" => Complex.One / NotZero(Complex.Sin(argument)),
        "arcsin" => Complex.Asin(argument),
        "arccos" => Complex.Acos(argument),
        "arctan" => Complex.Atan(argument),
        "sinh" => Complex.Sinh(argument),
        "cosh" => Complex.Cosh(argument),
        "tanh" => Complex.Tanh(argument),
        "exp" => Complex.Exp(argument),
        "abs" => Complex.Abs(argument),
        _ => throw EvaluationStop.NotRepresentable(),
    };

    // On the negative real axis the imaginary part must be +0: -0 lies on the other side of the cut.
    private static Complex OnBranch(Complex value) =>
        value.Imaginary == 0 || (value.Real < 0 && Math.Abs(value.Imaginary) < 1e-14 * -value.Real) ? new Complex(value.Real, 0.0) : value;

    // A divisor that is only rounding noise is a zero.
    private static Complex NotZero(Complex value) => Complex.Abs(value) < 1e-13 ? throw EvaluationStop.Undefined() : value;

    private Complex Value(string name)
    {
        if (!values.TryGetValue(name, out Complex value))
        {
            if (point < RealPoints)
            {
                double size = 0.7 + (0.6 * values.Count);
                value = (point >> (values.Count % 2) & 1) == 0 ? size : -size;
            }
            else
            {
                value = new Complex(random.Uniform(-Reach, Reach), random.Uniform(-Reach, Reach));
            }

            values[name] = value;
        }

        return value;
    }
}
