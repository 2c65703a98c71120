namespace Cppo.Rewards.Grading.Expressions;

/// <summary>
/// Reads expressions by the rules of the reference's reader (section 6 of its description): Python's precedences, juxtaposition is
/// multiplication, names that are no single symbol are cut into characters. Nothing is evaluated.
/// </summary>
internal sealed class ExpressionParser
{
    private const int LongestText = 2000, Deepest = 180;

    // Names that the reference's namespace holds with at most two different letters, and Python's key words: not readable.
    private static readonly HashSet<string> Reserved =
    [
        "all", "csc", "eye", "ff", "fft", "frac", "fu", "gff", "hn1", "hn2", "id", "im", "jn", "li", "nan", "ntt", "oo", "re", "rf",
        "yn", "zoo", "if", "is", "in", "or", "as", "sqrt", "ln",
    ];

    // Names of Greek letters stay whole; longer ones have more than two letters and are never compared.
    private static readonly HashSet<string> WholeNames = ["mu", "nu", "xi"];

    private readonly IReadOnlyList<ExpressionToken> tokens;
    private int at, depth;

    private ExpressionParser(IReadOnlyList<ExpressionToken> tokens) => this.tokens = tokens;

    private string Operator => at < tokens.Count && tokens[at].Kind == TokenKind.Operator ? tokens[at].Text : "";

    /// <summary>The expression; null where it cannot be read.</summary>
    public static Expression? Parse(string text)
    {
        if (text.Length > LongestText || ExpressionLexer.Read(text) is not { } tokens) return null;
        ExpressionParser parser = new(NameCutter.Cut(tokens, name => name == "pi" || Reserved.Contains(name) || WholeNames.Contains(name)));
        try
        {
            Expression expression = parser.ReadSum();
            return parser.at == parser.tokens.Count ? expression : null;
        }
        catch (UnreadableException)
        {
            return null;
        }
    }

    private Expression ReadSum()
    {
        List<Expression> terms = [ReadProduct()];
        while (Operator is "+" or "-")
        {
            bool minus = tokens[at++].Text == "-";
            Expression term = ReadProduct();
            terms.Add(minus ? new Negation(term) : term);
        }

        return terms.Count == 1 ? terms[0] : new Sum(terms);
    }

    private Expression ReadProduct()
    {
        Expression first = ReadSigned();
        List<(FactorOperator, Expression)> others = [];
        while (at < tokens.Count)
        {
            FactorOperator? joined = Operator switch
            {
                "*" => FactorOperator.Times,
                "/" => FactorOperator.Over,
                "//" => FactorOperator.FloorOver,
                _ => null,
            };
            if (joined is not null) at++;
            else if (!tokens[at].StartsOperand) break;
            others.Add((joined ?? FactorOperator.Times, ReadSigned()));
        }

        return others.Count == 0 ? first : new Product(first, others);
    }

    private Expression ReadSigned()
    {
        if (Operator is not ("+" or "-")) return ReadPower();
        bool minus = tokens[at++].Text == "-";
        Enter();
        Expression operand = ReadSigned();
        depth--;
        return minus ? new Negation(operand) : operand;
    }

    private Expression ReadPower()
    {
        Expression operand = ReadPostfix();
        if (Operator != "**") return operand;
        at++;
        Enter();
        Expression exponent = ReadSigned();
        depth--;
        return new Power(operand, exponent);
    }

    private Expression ReadPostfix()
    {
        Expression operand = ReadOperand();
        if (Operator != "!") return operand;
        int marks = 0;
        for (; Operator == "!"; at++) marks++;
        return marks <= 2 ? new Factorial(operand, marks) : throw new UnreadableException();
    }

    private Expression ReadOperand()
    {
        if (at >= tokens.Count) throw new UnreadableException();
        ExpressionToken token = tokens[at++];
        switch (token.Kind)
        {
            case TokenKind.Number:
                return NumberLiteral.Read(token.Text);
            case TokenKind.Name when token.Text is "sqrt" or "ln" && Operator == "(":
                Expression argument = ReadGroup();
                return token.Text == "ln" ? new Logarithm(argument) : new SquareRoot(argument);
            case TokenKind.Name:
                if (Reserved.Contains(token.Text)) throw new UnreadableException();
                return token.Text == "pi" ? new PiConstant()
                    : token.Text == NameCutter.ImaginaryUnit ? new ImaginaryUnit()
                    : new Variable(token.Text);
        }

        if (token.Text != "(") throw new UnreadableException();
        at--;
        return ReadGroup();
    }

    private Expression ReadGroup()
    {
        at++;
        Enter();
        Expression inner = ReadSum();
        depth--;
        if (Operator != ")") throw new UnreadableException();
        at++;
        return inner;
    }

    private void Enter()
    {
        if (++depth > Deepest) throw new UnreadableException();
    }

    private sealed class UnreadableException : Exception;
}
