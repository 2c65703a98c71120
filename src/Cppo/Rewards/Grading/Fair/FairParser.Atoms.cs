using Cppo.Rewards.Grading.Expressions;

namespace Cppo.Rewards.Grading.Fair;

/// <summary>Numbers, words and names.</summary>
internal sealed partial class FairParser
{
    private static readonly HashSet<string> Functions =
    [
        "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "log", "ln", "lg", "exp",
    ];

    // Words that are one thing, not a product of letters.
    private static readonly HashSet<string> Names = [.. Functions, "pi", "sqrt", "cbrt", "inf", "infty", "infinity", "oo", "frac", "theta", "alpha", "beta", "gamma"];

    private static readonly HashSet<string> Greek =
    [
        "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "vartheta", "iota", "kappa", "lambda", "mu", "nu", "xi", "rho", "sigma", "tau",
        "phi", "varphi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Sigma", "Phi", "Psi", "Omega", "ell",
    ];

    // Commands that begin a factor.
    private static readonly HashSet<string> Operands =
    [
        .. Functions, "frac", "dfrac", "tfrac", "cfrac", "binom", "dbinom", "tbinom", "sqrt", "surd", "pi", "infty", "lvert", "lfloor", "lceil", "angle", "overline",
        "triangle", "measuredangle", "$", "vert", "vec", "overrightarrow", "hat", "bar",
    ];

    private static bool IsGreek(string name) => Greek.Contains(name);

    private Expression ReadAtom()
    {
        FairToken token = Now;
        switch (token.Kind)
        {
            case FairTokenKind.Number:
                return ReadNumber();
            case FairTokenKind.Word:
                return ReadWord();
            case FairTokenKind.Command:
                return ReadCommand();
        }

        return token.Text switch
        {
            "(" => ReadGroup(")"),
            "{" => ReadGroup("}"),
            "[" => ReadGroup("]"),
            "|" => ReadBars("abs", end => end.IsSymbol("|")),
            "-" or "+" => ReadSigned(),
            _ => throw new UnreadableException(),
        };
    }

    private Expression ReadNumber()
    {
        Expression number = FairNumber.Read(tokens[at++].Text) ?? throw new UnreadableException();
        if (Now.IsSymbol("_"))
        {
            // 2112_6 is written in base 6; people leave the base out like a unit.
            at++;
            return FairExpressions.Times(number, new UnitSymbol("base " + FairExpressions.Text(ReadScript())));
        }

        if (number is not ExactNumber { Value.IsInteger: true } whole) return number;
        return MixedFraction() is Rational part ? new ExactNumber(whole.Value + part) : number;
    }

    // The proper fraction of a mixed number: 7 3/4 or 7\frac{3}{4}.
    private Rational? MixedFraction()
    {
        int start = at;
        if (Now is { Kind: FairTokenKind.Number, SpaceBefore: true } && Next.IsSymbol("/"))
        {
            at += 2;
            if (Integer(start) is { } top && Now.Kind == FairTokenKind.Number && Integer(at) is { } bottom && top < bottom)
            {
                at++;
                return top / bottom;
            }
        }
        else if (Now.Kind == FairTokenKind.Command && Now.Text is "frac" or "dfrac" or "tfrac")
        {
            // Looked at without reading, so that nested fractions are not read twice at every level.
            int index = at + 1;
            string digits = "";
            if (PlainArgument(ref index, ref digits) is { } top && PlainArgument(ref index, ref digits) is { } bottom && digits.Length == 0 && top < bottom)
            {
                at = index;
                return top / bottom;
            }
        }

        at = start;
        return null;
    }

    // An argument that is a whole number: in braces, or one digit of what is left of a number.
    private Rational? PlainArgument(ref int index, ref string digits)
    {
        if (digits.Length == 0 && tokens[index].IsSymbol("{") && Integer(index + 1) is { } value && tokens[index + 2].IsSymbol("}"))
        {
            index += 3;
            return value;
        }

        if (digits.Length == 0)
        {
            if (Integer(index) is null || !tokens[index].Text.All(char.IsAsciiDigit)) return null;
            digits = tokens[index++].Text;
        }

        int digit = digits[0] - '0';
        digits = digits[1..];
        return digit;
    }

    private Rational? Integer(int index) => tokens[index] is { Kind: FairTokenKind.Number } token && FairNumber.Read(token.Text) is ExactNumber { Value: { IsInteger: true } value } ? value : null;

    private Expression ReadWord()
    {
        FairToken token = Now;
        if (Words.ReadNumber(tokens, at, out Rational number) is > 0 and int count)
        {
            at += count;
            return new ExactNumber(number);
        }

        // "at" is a word, but in \sqrt{at} it is a product.
        bool tight = at > 0 && !token.SpaceBefore && !token.InText;
        if (Words.IsPlain(token.Text) && !tight) throw new UnreadableException();
        at++;
        switch (token.Text)
        {
            case "pi" or "Pi" or "PI":
                return new PiConstant();
            case "inf" or "infty" or "infinity" or "Infinity" or "oo":
                return FairExpressions.Infinity;
            case "sqrt":
                return new SquareRoot(ReadArgument(wholeNumber: true));
            case "cbrt":
                return new Power(ReadArgument(wholeNumber: true), new ExactNumber(new Rational(1, 3)));
        }

        if (Functions.Contains(token.Text)) return ReadFunction(token.Text);
        if (IsGreek(token.Text)) return Named(token.Text);
        if (token.Text.StartsWith("sqrt", StringComparison.Ordinal)) throw new UnreadableException();
        // Longer words are no product; neither are words of a text.
        if (token.Text.Length > (token.InText ? 2 : 3)) throw new UnreadableException();
        if (token.Text.Length == 1) return Named(token.Text);
        Expression[] letters = [.. token.Text.EnumerateRunes().Select(rune => new Variable(rune.ToString()))];
        // x pi and the like written without a blank.
        if (token.Text.StartsWith("pi", StringComparison.Ordinal)) letters = [new PiConstant(), .. letters[2..]];
        // The last letter takes an index or a power: xy^2 is x y^2.
        letters[^1] = Indexed(letters[^1]);
        if (Now.IsSymbol("^"))
        {
            at++;
            letters[^1] = new Power(letters[^1], ReadScript());
        }

        return letters.Length == 1 ? letters[0] : new Product(letters[0], [.. letters[1..].Select(letter => (FactorOperator.Times, letter))]);
    }

    private Expression Named(string name) => Indexed(new Variable(name));

    // A name with its index and primes: x_1, a_{n+1}, f'.
    private Expression Indexed(Expression letter)
    {
        if (letter is not Variable variable) return letter;
        string name = variable.Name;
        if (Now.IsSymbol("_"))
        {
            at++;
            name += "_" + FairExpressions.Text(ReadScript());
        }

        for (; Now.IsSymbol("'"); at++) name += "'";
        return name == variable.Name ? variable : new Variable(name);
    }
}
