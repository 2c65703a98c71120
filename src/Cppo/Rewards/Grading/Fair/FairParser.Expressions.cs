using Cppo.Rewards.Grading.Expressions;

namespace Cppo.Rewards.Grading.Fair;

/// <summary>Sums, products, units and powers.</summary>
internal sealed partial class FairParser
{
    private const int MostMarks = 3;

    private Expression ReadSum()
    {
        Enter();
        List<Expression> terms = [ReadSigned()];
        while (Now.IsSymbol("+") || Now.IsSymbol("-") || Now.IsCommand("pm") || Now.IsCommand("mp"))
        {
            terms.Add(ReadSigned());
        }

        depth--;
        return terms.Count == 1 ? terms[0] : new Sum(terms);
    }

    // A product with the signs in front of it.
    private Expression ReadSigned()
    {
        bool minus = false, either = false;
        for (; ; at++)
        {
            if (Now.IsSymbol("-")) minus = !minus;
            else if (Now.IsCommand("pm")) either = true;
            else if (Now.IsCommand("mp")) (either, minus) = (true, !minus);
            else if (!Now.IsSymbol("+")) break;
        }

        Expression product = ReadProduct();
        if (either) product = FairExpressions.Times(new Variable(FairExpressions.PlusMinus), product);
        return minus ? new Negation(product) : product;
    }

    private Expression ReadProduct()
    {
        Expression first = ReadCurrency() ?? ReadPower();
        List<(FactorOperator, Expression)> others = [];
        bool unitJustRead = EndsWithUnit(first);
        while (true)
        {
            FactorOperator joined = FactorOperator.Times;
            if (Now.IsSymbol("*") || Now.IsCommand("cdot") || Now.IsCommand("times") || Now.IsCommand("ast")) at++;
            else if (Now.IsSymbol("/") || Now.IsCommand("div") || (unitJustRead && Now.IsWord("per")))
            {
                at++;
                joined = FactorOperator.Over;
            }
            else if (ReadUnit() is { } unit)
            {
                others.Add((FactorOperator.Times, unit));
                unitJustRead = true;
                continue;
            }
            else if (unitJustRead && Now.Kind == FairTokenKind.Number)
            {
                // "5 ft 3 in": a further quantity is added.
                Enter();
                Expression quantity = others.Count == 0 ? first : new Product(first, others);
                Sum sum = new([quantity, ReadProduct()]);
                depth--;
                return sum;
            }
            else if (!StartsFactor()) break;

            // m/s and kg \cdot m: behind a unit a letter is a unit, too.
            if (unitJustRead && UnitHere(true) is { } further)
            {
                others.Add((joined, further));
                continue;
            }

            others.Add((joined, Now.IsSymbol("-") || Now.IsSymbol("+") ? ReadSigned() : ReadPower()));
            unitJustRead = EndsWithUnit(others[^1].Item2);
        }

        return others.Count == 0 ? first : new Product(first, others);
    }

    private static bool EndsWithUnit(Expression expression) => expression is UnitSymbol or Product { Others: [.., (_, UnitSymbol)] };

    // $20: the sign in front is a unit.
    private Expression? ReadCurrency()
    {
        string? name = Now.Kind == FairTokenKind.Command && Now.Text == "$" ? Unit.Dollar
            : Now.Kind == FairTokenKind.Command && Now.Text == "pounds" ? "£"
            : Now.Kind == FairTokenKind.Symbol && Now.Text is "€" or "£" or "¥" ? Now.Text : null;
        if (name is null) return null;
        at++;
        return FairExpressions.Times(ReadPower(), new UnitSymbol(name));
    }

    // What may follow a factor without an operator between.
    private bool StartsFactor() => Now.Kind switch
    {
        FairTokenKind.Number => tokens[at - 1].Kind != FairTokenKind.Number, // 22 5 is no product
        FairTokenKind.Word => !Now.IsWord("and") && !Now.IsWord("or") && !Now.IsWord("to") && !(Now.Text is "U" or "u" && StartsBracket(at + 1)),
        FairTokenKind.Symbol => Now.Text is "(" or "{" or "[" || (Now.Text == "|" && bars == 0),
        FairTokenKind.Command => Operands.Contains(Now.Text) || IsGreek(Now.Text),
        _ => false,
    };

    private Expression ReadPower()
    {
        Expression value = ReadPostfix(ReadAtom());
        if (!Now.IsSymbol("^")) return value;
        at++;
        if (IsDegreeMark(out int length))
        {
            at += length;
            // 20^\circ C is a temperature.
            if (Now is { Kind: FairTokenKind.Word, Text: "C" or "F" })
            {
                at++;
                return FairExpressions.Times(value, new UnitSymbol("°" + tokens[at - 1].Text));
            }

            return ReadPostfix(FairExpressions.Times(value, new UnitSymbol(Unit.Degree)));
        }

        return ReadPostfix(new Power(value, ReadScript()));
    }

    private Expression ReadPostfix(Expression value)
    {
        for (int marks = 0; ; marks++)
        {
            if (marks > MostMarks) throw new UnreadableException();
            if (Now.IsSymbol("!"))
            {
                int step = 0;
                for (; Now.IsSymbol("!"); at++) step++;
                if (step > 2) throw new UnreadableException();
                value = new Factorial(value, step);
            }
            else if (Now.IsSymbol("%") || Now.IsCommand("%"))
            {
                at++;
                value = FairExpressions.Times(value, new UnitSymbol(Unit.Percent));
            }
            else if (Now.IsCommand("degree") || Now.IsCommand("degrees"))
            {
                at++;
                value = FairExpressions.Times(value, new UnitSymbol(Unit.Degree));
            }
            else
            {
                return value;
            }
        }
    }

    // The exponent or index behind ^ or _: a group, or one piece with its sign; of digits all that stand together.
    private Expression ReadScript()
    {
        bool minus = Now.IsSymbol("-");
        if (minus) at++;
        Enter();
        Expression script = Now.IsSymbol("{") ? ReadGroup("}") : Now.IsSymbol("(") ? ReadGroup(")") : ReadAtom();
        if (Now.IsSymbol("^"))
        {
            at++;
            script = new Power(script, ReadScript());
        }

        depth--;
        return minus ? new Negation(script) : script;
    }

    private bool IsDegreeMark(out int length)
    {
        int inner = Now.IsSymbol("{") ? 1 : 0;
        FairToken mark = tokens[Math.Min(at + inner, tokens.Count - 1)];
        length = 1 + (2 * inner);
        return mark.Kind == FairTokenKind.Command && mark.Text is "circ" or "degree" or "o" && (inner == 0 || tokens[at + 2].IsSymbol("}"));
    }

    private Expression ReadGroup(string closing)
    {
        at++;
        Enter();
        int barsOutside = bars;
        bars = 0;
        Expression inner = ReadSum();
        bars = barsOutside;
        depth--;
        Expect(closing);
        return inner;
    }

    private Expression ReadBars(string name, Func<FairToken, bool> closes)
    {
        at++;
        bars++;
        Expression inner = ReadSum();
        bars--;
        if (!closes(Now)) throw new UnreadableException();
        at++;
        return new FunctionValue(name, inner);
    }

    // A unit that follows a number: a known one, a power of one, or the noun that was counted.
    private Expression? ReadUnit()
    {
        if (Now.Kind != FairTokenKind.Word || at == 0) return null;
        bool afterUnit = tokens[at - 1].Kind == FairTokenKind.Word && Unit.Of(tokens[at - 1].Text) is not null;
        return UnitHere(afterUnit || Now.InText || (readSpacedUnits && Now.SpaceBefore)) ?? ReadNoun();
    }

    private Expression? UnitHere(bool ambiguousToo)
    {
        int start = at, power = 0;
        if (Now.IsWord("square") || Now.IsWord("sq")) (power, at) = (2, at + 1);
        else if (Now.IsWord("cubic") || Now.IsWord("cu")) (power, at) = (3, at + 1);
        if (power > 0 && Now.IsSymbol(".")) at++;
        if (Now.Kind != FairTokenKind.Word || Unit.Of(Now.Text) is not { } unit || (!ambiguousToo && power == 0 && Unit.IsAmbiguous(Now.Text)))
        {
            at = start;
            return null;
        }

        at++;
        if (Now.IsWord("squared")) (power, at) = (2, at + 1);
        else if (Now.IsWord("cubed")) (power, at) = (3, at + 1);
        Expression symbol = new UnitSymbol(unit.Name);
        if (power > 0) return new Power(symbol, new ExactNumber(power));
        if (!Now.IsSymbol("^")) return symbol;
        at++;
        return new Power(symbol, ReadScript());
    }

    // "81 teachers": the words up to the next piece that is none. Short runs outside \text{} are products of variables.
    private Expression? ReadNoun()
    {
        if (Words.Scale(Now.Text) is long scale)
        {
            at++;
            return new ExactNumber(new Rational(scale, 1));
        }

        bool joins = Now.IsWord("and") || Now.IsWord("or") || Now.IsWord("to");
        if (joins || !(Now.InText ? Now.Text.Length > 1 : Now.Text.Length > 3) || Names.Contains(Now.Text) || IsGreek(Now.Text) || tokens[at - 1].IsSymbol("_")) return null;
        List<string> words = [];
        for (; Now.Kind == FairTokenKind.Word && !Now.IsWord("and") && !Now.IsWord("or") && !Now.IsWord("per"); at++) words.Add(Now.Text.ToLowerInvariant());
        string noun = string.Join(' ', words);
        return new UnitSymbol(noun.Length > 3 && noun.EndsWith('s') && !noun.EndsWith("ss", StringComparison.Ordinal) ? noun[..^1] : noun);
    }
}
