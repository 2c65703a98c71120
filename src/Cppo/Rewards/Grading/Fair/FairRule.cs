namespace Cppo.Rewards.Grading.Fair;

/// <summary>What a fair grade says about how it was reached.</summary>
internal static class FairRule
{
    public const string EqualAsWritten = "equal as written";
    public const string Letter = "the letter of the choice";
    public const string ChoiceText = "the text of the choice";
    public const string Words = "the words";
    public const string Affirmation = "yes or no";
    public const string Unreadable = "not readable as mathematics, and other words";
    public const string TooMuchWork = "too much work to compare";
    public const string Exact = "equal exactly";
    public const string Different = "the values differ";
    public const string Converted = "equal after the units are converted";
    public const string UnitLeftOut = "equal, the unit stands on one side only";
    public const string AsNumber = "equal, percent or degrees taken as a number";
    public const string OtherUnit = "units of different kinds";
    public const string RoundedAnswer = "the target rounded to the places of the answer";
    public const string RoundedTarget = "rounds to the target";
    public const string AnyOrder = "the same elements, in any order";
    public const string InOrder = "the same elements, in order";
    public const string OtherCount = "the number of elements differs";
    public const string Element = "an element differs";
    public const string Brackets = "the brackets differ";
    public const string Kinds = "two different kinds of answers";
    public const string Equation = "equations with the same solutions";
    public const string OtherEquation = "the equations differ";
    public const string Contradiction = "the sides of the answer contradict one another";
    public const string NoEquation = "the target is an equation, the answer is none";
    public const string Relation = "the same relation";
    public const string OtherRelation = "the relations differ";
}
