using Cppo.Rewards.Grading.Expressions;

namespace Cppo.Rewards.Grading.Fair;

/// <summary>
/// Brings ways of writing the same thing together: x &gt; 3 is (3, ∞), x ∈ S is S, a ± b is two values, a:b is a fraction, and a name in
/// front of an equals sign is no part of a value.
/// </summary>
internal static class Simplification
{
    /// <summary>The simpler form.</summary>
    public static AnswerForm Of(AnswerForm form) => form switch
    {
        Amount { Value: { } value } when FairExpressions.All(value).Any(IsSign) => new Collection("", "", [new Amount(Signed(value, 1)), new Amount(Signed(value, -1))]),
        Collection { IsBare: true, Items: [{ } only] } => Of(only),
        Collection { IsBare: true } list when list.Items.Any(item => item is Amount { Value: { } value } && FairExpressions.All(value).Any(IsSign)) => Flattened(list),
        Collection { IsSet: true } set when set.Items.Any(item => item is Amount { Value: { } value } && FairExpressions.All(value).Any(IsSign)) => Flattened(set),
        Collection { IsRatio: true, Items: [Amount top, Amount bottom] } when !IsBareName(top) => new Amount(FairExpressions.Over(top.Value, bottom.Value)),
        Relation { Operators: ["∈"], Sides: [{ } name, Collection or Union] } relation when IsBareName(name) => Of(relation.Sides[1]),
        Relation relation => Interval(relation) ?? form,
        _ => form,
    };

    /// <summary>A list with the names of its items left out: "x = 1, 2" and "x = 1, x = 2" are "1, 2"; several unknowns are a tuple by their names.</summary>
    public static Collection Values(Collection list)
    {
        if (!list.Items.Any(item => item is Relation { IsEquation: true } relation && IsNamed(relation))) return list;
        string?[] names = [.. list.Items.Select(item => item is Relation { IsEquation: true } relation ? NameOf(relation.Sides[0]) : null)];
        AnswerForm[] values = [.. list.Items.Select(item => item is Relation { IsEquation: true } relation && IsNamed(relation) ? ValueOf(relation) : item)];
        // x_1 and x_2 are two values of x.
        bool unknowns = names.All(name => name is not null) && names.Select(name => name!.Split('_')[0]).Distinct().Count() == names.Length && names.Length > 1;
        return unknowns
            ? new Collection("(", ")", [.. values.Zip(names).OrderBy(pair => pair.Second, StringComparer.Ordinal).Select(pair => pair.First)])
            : list with { Items = values };
    }

    /// <summary>What a side names: letters and words without numbers and operations; null for other sides.</summary>
    public static string? NameOf(AnswerForm side) => side switch
    {
        Name name => name.Text,
        Amount { Value: Variable { Name: not ("i" or "∞") } variable } => variable.Name,
        Amount { Value: Product { First: Variable first } product } when product.Others.All(part => part is (FactorOperator.Times, Variable)) =>
            first.Name + string.Concat(product.Others.Select(part => ((Variable)part.Factor).Name)),
        Collection { Items.Count: > 0 } list when list.Items.All(IsBareName) => string.Join(",", list.Items.Select(NameOf)),
        _ => null,
    };

    /// <summary>Whether a side is only a name.</summary>
    public static bool IsBareName(AnswerForm side) => NameOf(side) is not null;

    /// <summary>Whether an equation gives a name its value.</summary>
    public static bool IsNamed(Relation equation) => equation.IsEquation && (IsBareName(equation.Sides[0]) || IsBareName(equation.Sides[^1]));

    /// <summary>Whether two equations speak of the same thing: the same name, or one of them a word.</summary>
    public static bool SameName(Relation answer, Relation target)
    {
        if (!IsNamed(answer) || !IsNamed(target)) return false;
        AnswerForm left = NameSide(answer), right = NameSide(target);
        return left is Name || right is Name || string.Equals(NameOf(left), NameOf(right), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The value of a named equation: its last side that is no name.</summary>
    public static AnswerForm ValueOf(Relation equation) =>
        equation.Sides.LastOrDefault(side => !IsBareName(side)) is { } value && !(IsBareName(equation.Sides[0]) && equation.Sides.Count == 2) ? value : equation.Sides[^1];

    /// <summary>The sides of an answer's equation that state its value: neither its name nor an expression of unknowns that the target does not have.</summary>
    public static IReadOnlyList<AnswerForm> Statements(Relation answer, AnswerForm target)
    {
        HashSet<string> unknowns = target is Amount { Value: { } value } ? FairExpressions.Variables(value) : [];
        AnswerForm[] sides = [.. answer.Sides.Where((side, i) => side is not Name && (i > 0 || !IsBareName(side))
            && (side is not Amount { Value: { } amount } || FairExpressions.Variables(amount).All(name => name == "i" || unknowns.Contains(name))))];
        return sides.Length > 0 ? sides : [answer.Sides[^1]];
    }

    /// <summary>Left minus right of an equation of two amounts; null for others.</summary>
    public static Expression? Difference(Relation relation) =>
        relation is { Operators: ["="], Sides: [Amount left, Amount right] } ? new Sum([left.Value, new Negation(right.Value)]) : null;

    /// <summary>The relation read from right to left.</summary>
    public static Relation Mirrored(Relation relation) => new(
        [.. relation.Sides.Reverse()],
        [.. relation.Operators.Reverse().Select(sign => sign switch { "<" => ">", ">" => "<", "<=" => ">=", ">=" => "<=", _ => sign })]);

    private static AnswerForm NameSide(Relation equation) => IsBareName(equation.Sides[0]) ? equation.Sides[0] : equation.Sides[^1];

    private static bool IsSign(Expression part) => part is Variable { Name: FairExpressions.PlusMinus };

    private static Expression Signed(Expression value, int sign) =>
        FairExpressions.Rewrite(value, part => IsSign(part) ? new ExactNumber(sign) : null);

    private static Collection Flattened(Collection list) => list with
    {
        Items = [.. list.Items.SelectMany(item => item is Amount && Of(item) is Collection two ? two.Items : [item])],
    };

    // x > 3, 2 <= x < 5: an unknown between bounds.
    private static Collection? Interval(Relation relation)
    {
        if (!relation.Operators.All(sign => sign is "<" or "<=") && !relation.Operators.All(sign => sign is ">" or ">=")) return null;
        if (relation.Operators[0][0] == '>') relation = Mirrored(relation);
        AnswerForm infinity = new Amount(FairExpressions.Infinity), minusInfinity = new Amount(new Negation(FairExpressions.Infinity));
        string Bracket(int index, string open, string closed) => relation.Operators[index] == "<" ? open : closed;
        return relation.Sides switch
        {
            [{ } name, { } high] when IsBareName(name) && !IsBareName(high) => new Collection("(", Bracket(0, ")", "]"), [minusInfinity, high]),
            [{ } low, { } name] when IsBareName(name) && !IsBareName(low) => new Collection(Bracket(0, "(", "["), ")", [low, infinity]),
            [{ } low, { } name, { } high] when IsBareName(name) && !IsBareName(low) && !IsBareName(high) => new Collection(Bracket(0, "(", "["), Bracket(1, ")", "]"), [low, high]),
            _ => null,
        };
    }
}
