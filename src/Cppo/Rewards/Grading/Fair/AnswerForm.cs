using Cppo.Rewards.Grading.Expressions;

namespace Cppo.Rewards.Grading.Fair;

/// <summary>An answer as a tree.</summary>
internal abstract record AnswerForm;

/// <summary>A number or expression with its unit.</summary>
internal sealed record Amount(Expression Value) : AnswerForm;

/// <summary>
/// Several things: a set in { }, a tuple, point or interval in ( ) and [ ], a vector in &lt; &gt;, a ratio with colons, or a list
/// without brackets (in invisible ones of LaTeX: "group").
/// </summary>
internal sealed record Collection(string Open, string Close, IReadOnlyList<AnswerForm> Items) : AnswerForm
{
    /// <summary>Whether it has no brackets: an enumeration whose order does not matter.</summary>
    public bool IsBare => Open is "" or "group";

    /// <summary>Whether it is a set.</summary>
    public bool IsSet => Open == "{";

    /// <summary>Whether it is a ratio.</summary>
    public bool IsRatio => Open == ":";

    /// <summary>Whether it may be an interval: two ends in round or square brackets.</summary>
    public bool IsInterval => Items.Count == 2 && Open is "(" or "[" && Close is ")" or "]";

    /// <summary>Whether order matters and both brackets are round, or angled as of a vector.</summary>
    public bool IsTuple => (Open, Close) is ("(", ")") or ("<", ">");
}

/// <summary>Sets joined.</summary>
internal sealed record Union(IReadOnlyList<AnswerForm> Parts) : AnswerForm;

/// <summary>Sides with the relations between them: an equation, an inequality, a membership, or a chain of such.</summary>
internal sealed record Relation(IReadOnlyList<AnswerForm> Sides, IReadOnlyList<string> Operators) : AnswerForm
{
    /// <summary>Whether all relations are equations or approximations.</summary>
    public bool IsEquation => Operators.All(relation => relation is "=" or "≈");
}

/// <summary>A matrix, row by row.</summary>
internal sealed record Matrix(IReadOnlyList<IReadOnlyList<AnswerForm>> Rows, bool IsDeterminant) : AnswerForm;

/// <summary>What a value is called: the words in front of an equals sign.</summary>
internal sealed record Name(string Text) : AnswerForm;
