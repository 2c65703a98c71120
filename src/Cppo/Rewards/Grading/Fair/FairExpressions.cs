using System.Globalization;
using Cppo.Rewards.Grading.Expressions;

namespace Cppo.Rewards.Grading.Fair;

/// <summary>A decimal as it was written: exact, and with the places that say how far it may be rounded.</summary>
/// <param name="Value">Its value.</param>
/// <param name="Places">Decimal places; negative where a power of ten follows.</param>
/// <param name="Digits">Significant digits.</param>
internal sealed record WrittenDecimal(Rational Value, int Places, int Digits) : Expression;

/// <summary>A unit of measurement as a factor.</summary>
/// <param name="Name">Its name in <see cref="Unit"/>, or a noun that was counted.</param>
internal sealed record UnitSymbol(string Name) : Expression;

/// <summary>Rebuilds expressions, prints them, and asks what they hold.</summary>
internal static class FairExpressions
{
    /// <summary>The name of the variable that stands for plus or minus one.</summary>
    public const string PlusMinus = "±";

    /// <summary>Infinity, as a variable of its own.</summary>
    public static readonly Variable Infinity = new("∞");

    /// <summary>The same expression with parts replaced; null keeps a part.</summary>
    public static Expression Rewrite(Expression expression, Func<Expression, Expression?> replace)
    {
        if (replace(expression) is { } other) return other;
        return expression switch
        {
            Sum sum => new Sum([.. sum.Terms.Select(Inner)]),
            Negation negation => new Negation(Inner(negation.Operand)),
            Product product => new Product(Inner(product.First), [.. product.Others.Select(part => (part.Operator, Inner(part.Factor)))]),
            Power power => new Power(Inner(power.Base), Inner(power.Exponent)),
            SquareRoot root => new SquareRoot(Inner(root.Operand)),
            Logarithm logarithm => new Logarithm(Inner(logarithm.Operand)),
            Factorial factorial => factorial with { Operand = Inner(factorial.Operand) },
            FunctionValue function => function with { Argument = Inner(function.Argument) },
            _ => expression,
        };

        Expression Inner(Expression part) => Rewrite(part, replace);
    }

    /// <summary>An expression and all its parts.</summary>
    public static IEnumerable<Expression> All(Expression expression)
    {
        Stack<Expression> open = new([expression]);
        while (open.TryPop(out Expression? next))
        {
            yield return next;
            foreach (Expression part in next.Parts) open.Push(part);
        }
    }

    /// <summary>The names of the variables; the imaginary unit and infinity are none.</summary>
    public static HashSet<string> Variables(Expression expression) =>
        [.. All(expression).OfType<Variable>().Select(variable => variable.Name).Where(name => name is not (PlusMinus or "∞"))];

    /// <summary>For exact calculation: decimals as fractions, i as the imaginary unit.</summary>
    public static Expression Exact(Expression expression) => Rewrite(expression, part => part switch
    {
        WrittenDecimal number => new ExactNumber(number.Value),
        UnitSymbol unit => new Variable("unit " + unit.Name),
        Variable { Name: "i" } => new ImaginaryUnit(),
        _ => null,
    });

    /// <summary>A product.</summary>
    public static Expression Times(Expression left, Expression right) => new Product(left, [(FactorOperator.Times, right)]);

    /// <summary>A quotient.</summary>
    public static Expression Over(Expression left, Expression right) => new Product(left, [(FactorOperator.Over, right)]);

    /// <summary>The expression in one line, as it was read.</summary>
    public static string Text(Expression expression) => expression switch
    {
        ExactNumber number => Text(number.Value),
        WrittenDecimal number => Decimal(number),
        DecimalNumber number => Text(number.Exact),
        Variable variable => variable.Name,
        UnitSymbol unit => unit.Name,
        PiConstant => "pi",
        ImaginaryUnit => "i",
        Sum sum => string.Concat(sum.Terms.Select((term, i) => i == 0 ? Text(term) : term is Negation negation ? " - " + Factor(negation.Operand) : " + " + Text(term))),
        Negation negation => "-" + Factor(negation.Operand),
        Product product => Factor(product.First) + string.Concat(product.Others.Select(part => (part.Operator == FactorOperator.Over ? "/" : "*") + Factor(part.Factor))),
        Power power => Factor(power.Base) + "^" + Factor(power.Exponent),
        SquareRoot root => $"sqrt({Text(root.Operand)})",
        Logarithm logarithm => $"ln({Text(logarithm.Operand)})",
        FunctionValue function => $"{function.Name}({Text(function.Argument)})",
        Factorial factorial => Factor(factorial.Operand) + new string('!', factorial.Step),
        _ => "?",
    };

    /// <summary>A fraction in lowest terms.</summary>
    public static string Text(Rational value) => value.IsInteger
        ? value.Numerator.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{value.Numerator}/{value.Denominator}");

    private static string Factor(Expression expression) =>
        expression is Sum or Negation or Product ? $"({Text(expression)})" : Text(expression);

    private static string Decimal(WrittenDecimal number)
    {
        if (number.Places is < 0 or > 60) return Text(number.Value);
        Rational scaled = number.Value * new Rational(10, 1).Power(number.Places);
        string digits = scaled.Numerator.ToString(CultureInfo.InvariantCulture).PadLeft(number.Places + 1, '0');
        return number.Places == 0 ? digits : digits[..^number.Places] + "." + digits[^number.Places..];
    }
}
