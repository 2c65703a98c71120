using Cppo.Rewards.Grading.Expressions;

namespace Cppo.Rewards.Grading.Fair;

/// <summary>Fractions, roots, functions and their arguments.</summary>
internal sealed partial class FairParser
{
    private Expression ReadCommand()
    {
        Enter();
        Expression value = ReadCommand(tokens[at++].Text);
        depth--;
        return value;
    }

    private Expression ReadCommand(string name)
    {
        switch (name)
        {
            case "frac" or "dfrac" or "tfrac" or "cfrac":
                return FairExpressions.Over(ReadArgument(), ReadArgument());
            case "binom" or "dbinom" or "tbinom":
                (Expression n, Expression k) = (ReadArgument(), ReadArgument());
                return FairExpressions.Over(new Factorial(n, 1), FairExpressions.Times(new Factorial(k, 1), new Factorial(new Sum([n, new Negation(k)]), 1)));
            case "sqrt":
                if (!Now.IsSymbol("[")) return new SquareRoot(ReadArgument());
                Expression index = ReadGroup("]");
                return new Power(ReadArgument(), FairExpressions.Over(new ExactNumber(1), index));
            case "surd":
                return new SquareRoot(ReadArgument(wholeNumber: true));
            case "pi":
                return new PiConstant();
            case "infty":
                return FairExpressions.Infinity;
            case "lvert" or "vert":
                return ReadBars("abs", end => end.IsCommand("rvert") || end.IsCommand("vert"));
            case "lfloor":
                return ReadBars("floor", end => end.IsCommand("rfloor"));
            case "lceil":
                return ReadBars("ceil", end => end.IsCommand("rceil"));
            case "$":
                at--;
                return ReadCurrency()!;
            case "angle" or "measuredangle" or "triangle" or "overline" or "vec" or "overrightarrow" or "hat" or "bar":
                return Indexed(new Variable(name.Replace("measuredangle", "angle", StringComparison.Ordinal) + " " + ReadLetters()));
        }

        if (Functions.Contains(name)) return ReadFunction(name);
        if (IsGreek(name)) return Named(name);
        throw new UnreadableException();
    }

    // The name of an angle, a segment or a vector: letters, or one number.
    private string ReadLetters()
    {
        bool group = Now.IsSymbol("{");
        if (group) at++;
        if (Now.Kind is not (FairTokenKind.Word or FairTokenKind.Number)) throw new UnreadableException();
        string letters = tokens[at++].Text;
        if (group) Expect("}");
        return letters;
    }

    // An argument of a command: a group, or one piece; of a number its first digit, as LaTeX reads it.
    private Expression ReadArgument(bool wholeNumber = false)
    {
        if (Now.IsSymbol("{")) return ReadGroup("}");
        if (Now.IsSymbol("(") && wholeNumber) return ReadGroup(")");
        if (Now.Kind == FairTokenKind.Number && !wholeNumber && Now.Text.Length > 1)
        {
            string digits = Now.Text;
            if (!char.IsAsciiDigit(digits[0]) || !char.IsAsciiDigit(digits[1])) throw new UnreadableException();
            tokens[at] = Now with { Text = digits[1..], SpaceBefore = false };
            return new ExactNumber(new Rational(digits[0] - '0', 1));
        }

        if (Now.Kind == FairTokenKind.Number) return FairNumber.Read(tokens[at++].Text) ?? throw new UnreadableException();
        if (Now.Kind == FairTokenKind.Word && Now.Text.Length > 1 && !wholeNumber)
        {
            string letters = Now.Text;
            tokens[at] = Now with { Text = letters[1..], SpaceBefore = false };
            return new Variable(letters[..1]);
        }

        if (Now.Kind is FairTokenKind.Word or FairTokenKind.Command) return ReadAtom();
        throw new UnreadableException();
    }

    // sin x, \sin^2 x, \log_2 8, ln(5): without parentheses the argument is the product that follows, up to the next function.
    private Expression ReadFunction(string name)
    {
        Expression? numberBase = null, power = null;
        if (Now.IsSymbol("_"))
        {
            at++;
            numberBase = ReadScript();
        }

        if (Now.IsSymbol("^"))
        {
            at++;
            power = ReadScript();
        }

        Enter();
        Expression argument = Now.IsSymbol("(") || Now.IsSymbol("{") ? ReadPower() : ReadFactors();
        depth--;
        argument = InRadians(argument);
        Expression value = name switch
        {
            "ln" => new Logarithm(argument),
            "log" or "lg" => FairExpressions.Over(new Logarithm(argument), new Logarithm(numberBase ?? new ExactNumber(10))),
            _ => new FunctionValue(name, argument),
        };
        return power is null ? value : new Power(value, power);
    }

    private Expression ReadFactors()
    {
        Expression first = ReadPower();
        List<(FactorOperator, Expression)> others = [];
        while (StartsFactor() && !(Now.Kind is FairTokenKind.Command or FairTokenKind.Word && Functions.Contains(Now.Text)) && !Now.IsSymbol("("))
        {
            others.Add((FactorOperator.Times, ReadPower()));
        }

        return others.Count == 0 ? first : new Product(first, others);
    }

    private static Expression InRadians(Expression argument) => FairExpressions.Rewrite(
        argument, part => part is UnitSymbol { Name: Unit.Degree } ? Unit.Named(Unit.Degree).Size : null);
}
