namespace Cppo.Rewards.Grading;

/// <summary>What a grade says about how it was reached.</summary>
internal static class GradingRule
{
    public const string NoAnswer = "no box in the response";
    public const string NoTarget = "the sample has no target";
    public const string TooLong = "too long to be read, compared as written";
    public const string EqualAfterStageA = "equal after light clean-up (stage A)";
    public const string EqualAfterStageB = "equal after units and LaTeX are removed (stage B)";
    public const string Empty = "the answer is empty";
    public const string Brackets = "the brackets differ";
    public const string Length = "the number of elements differs";
    public const string Fractions = "two fractions, compared as written";
    public const string Integer = "one is an integer, the other is not";
    public const string Letters = "more than two different letters, not compared as expressions";
    public const string Powers = "a power that is not compared as an expression";
    public const string Unreadable = "not readable as expressions";
    public const string Difference = "compared as expressions";
}
