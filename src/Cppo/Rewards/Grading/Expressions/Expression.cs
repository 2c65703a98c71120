using System.Numerics;

namespace Cppo.Rewards.Grading.Expressions;

/// <summary>A mathematical expression as it was written; nothing is simplified or evaluated.</summary>
internal abstract record Expression
{
    /// <summary>The expressions that it is made of.</summary>
    public virtual IEnumerable<Expression> Parts => [];

    /// <summary>Whether a decimal takes part.</summary>
    public bool HasDecimal => this is DecimalNumber || Parts.Any(part => part.HasDecimal);
}

/// <summary>An exact number.</summary>
internal sealed record ExactNumber(Rational Value) : Expression;

/// <summary>A decimal number of at most 15 digits, which the reference calculates with as a double.</summary>
/// <param name="Value">The double.</param>
/// <param name="Exact">The number as written.</param>
internal sealed record DecimalNumber(double Value, Rational Exact) : Expression;

/// <summary>A variable; a complex number.</summary>
internal sealed record Variable(string Name) : Expression;

/// <summary>The constant pi.</summary>
internal sealed record PiConstant : Expression;

/// <summary>The imaginary unit, written as the suffix j.</summary>
internal sealed record ImaginaryUnit : Expression;

/// <summary>Terms added from left to right.</summary>
internal sealed record Sum(IReadOnlyList<Expression> Terms) : Expression
{
    public override IEnumerable<Expression> Parts => Terms;
}

/// <summary>The opposite.</summary>
internal sealed record Negation(Expression Operand) : Expression
{
    public override IEnumerable<Expression> Parts => [Operand];
}

/// <summary>How a factor joins what stands to its left.</summary>
internal enum FactorOperator { Times, Over, FloorOver }

/// <summary>Factors joined from left to right.</summary>
/// <param name="First">The leftmost.</param>
/// <param name="Others">The rest, each with its operator.</param>
internal sealed record Product(Expression First, IReadOnlyList<(FactorOperator Operator, Expression Factor)> Others) : Expression
{
    public override IEnumerable<Expression> Parts => Others.Select(other => other.Factor).Prepend(First);
}

/// <summary>A power.</summary>
internal sealed record Power(Expression Base, Expression Exponent) : Expression
{
    /// <summary>Whether the exponent holds a decimal; the reference simplifies no such power of a symbol.</summary>
    public bool HasDecimalExponent => Exponent.HasDecimal;

    public override IEnumerable<Expression> Parts => [Base, Exponent];
}

/// <summary>A square root.</summary>
internal sealed record SquareRoot(Expression Operand) : Expression
{
    public override IEnumerable<Expression> Parts => [Operand];
}

/// <summary>A natural logarithm.</summary>
internal sealed record Logarithm(Expression Operand) : Expression
{
    public override IEnumerable<Expression> Parts => [Operand];
}

/// <summary>A function of one argument: sin, cos, tan, cot, sec, csc and their inverses, sinh, cosh, tanh, exp, abs. The reference's reader knows none.</summary>
internal sealed record FunctionValue(string Name, Expression Argument) : Expression
{
    public override IEnumerable<Expression> Parts => [Argument];
}

/// <summary>A factorial; a double factorial with step 2.</summary>
internal sealed record Factorial(Expression Operand, int Step) : Expression
{
    private const int Largest = 2000;

    public override IEnumerable<Expression> Parts => [Operand];

    /// <summary>The factorial of a number; undefined for negative integers.</summary>
    public static BigInteger Of(Rational number, int step)
    {
        if (!number.IsInteger) throw EvaluationStop.NotRepresentable();
        if (number.Sign < 0) throw EvaluationStop.Undefined();
        if (number > Largest) throw EvaluationStop.GivenUp();
        return Product((int)number.Numerator, step);
    }

    // top (top - step) (top - 2 step) ... in halves, so that long numbers meet long ones.
    private static BigInteger Product(int top, int step)
    {
        int factors = (top + step - 1) / step;
        if (factors <= 8)
        {
            BigInteger product = 1;
            for (int factor = top; factor > 1; factor -= step) product *= factor;
            return product;
        }

        int split = top - (factors / 2 * step);
        return Product(split, step) * Range(split + step, top, step);
    }

    private static BigInteger Range(int low, int high, int step)
    {
        int factors = ((high - low) / step) + 1;
        if (factors <= 0) return 1;
        if (factors == 1) return low;
        int middle = low + (factors / 2 * step);
        return Range(low, middle - step, step) * Range(middle, high, step);
    }
}
