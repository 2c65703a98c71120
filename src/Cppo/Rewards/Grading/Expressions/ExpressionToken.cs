namespace Cppo.Rewards.Grading.Expressions;

/// <summary>What a token is.</summary>
internal enum TokenKind
{
    /// <summary>A number in the reader's notation.</summary>
    Number,

    /// <summary>Letters, digits and underscores.</summary>
    Name,

    /// <summary>An operator or a bracket.</summary>
    Operator,

    /// <summary>A line feed.</summary>
    LineFeed,
}

/// <summary>A token of an expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As written.</param>
internal readonly record struct ExpressionToken(TokenKind Kind, string Text)
{
    /// <summary>Whether an operand may end with it.</summary>
    public bool EndsOperand => Kind is TokenKind.Number or TokenKind.Name || Text is ")" or "!";

    /// <summary>Whether an operand may start with it, other than by a sign.</summary>
    public bool StartsOperand => Kind is TokenKind.Number or TokenKind.Name || Text == "(";
}
