using Cppo.Rewards.Grading.Expressions;

namespace Cppo.Rewards.Grading.Fair;

/// <summary>Compares the tree of an answer with the tree of its target.</summary>
/// <param name="budget">Bounds the work.</param>
/// <param name="relativeTolerance">Of rounded decimals.</param>
internal sealed class FairComparison(WorkBudget budget, double relativeTolerance)
{
    private readonly AmountComparison amounts = new(budget, relativeTolerance);

    /// <summary>Whether the answer is right, and by which rule.</summary>
    /// <exception cref="EvaluationStop">It is too much work.</exception>
    public (bool Equal, string Rule) Compare(AnswerForm answer, AnswerForm target)
    {
        (answer, target) = (Simplification.Of(answer), Simplification.Of(target));
        if (answer is Relation || target is Relation) return CompareRelations(answer, target);
        return (answer, target) switch
        {
            (Amount left, Amount right) => amounts.Compare(left.Value, right.Value),
            (Union left, Union right) => InAnyOrder(left.Parts, right.Parts),
            (Union left, Collection { IsBare: true } right) => InAnyOrder(left.Parts, right.Items),
            (Collection { IsBare: true } left, Union right) => InAnyOrder(left.Items, right.Parts),
            (Matrix left, Matrix right) => CompareMatrices(left, right),
            (Matrix left, Collection { IsTuple: true } right) when left.Rows.Count == 1 || left.Rows.All(row => row.Count == 1) => InOrder([.. left.Rows.SelectMany(row => row)], right.Items),
            (Collection { IsTuple: true } left, Matrix right) when right.Rows.Count == 1 || right.Rows.All(row => row.Count == 1) => InOrder(left.Items, [.. right.Rows.SelectMany(row => row)]),
            (Collection left, Collection right) => CompareCollections(left, right),
            (Collection { IsSet: true, Items: [Amount left] }, Amount) => Compare(left, target),
            (Amount, Collection { IsSet: true, Items: [Amount right] }) => Compare(answer, right),
            (Name left, Name right) => (string.Equals(left.Text, right.Text, StringComparison.OrdinalIgnoreCase), FairRule.Words),
            _ => (false, FairRule.Kinds),
        };
    }

    private (bool Equal, string Rule) CompareCollections(Collection answer, Collection target)
    {
        if (answer.IsRatio && target.IsRatio) return CompareRatios(answer, target);
        if (Assignments(answer) is { } left && Assignments(target) is { } right) return CompareAssignments(left, right);
        (answer, target) = (Simplification.Values(answer), Simplification.Values(target));
        bool anyOrder = (answer.IsBare || answer.IsSet) && (target.IsBare || target.IsSet);
        if (anyOrder) return InAnyOrder(answer.Items, target.Items);
        bool sameBrackets = (answer.Open, answer.Close) == (target.Open, target.Close);
        bool oneBare = Ordered(answer, target) || Ordered(target, answer);
        if (!sameBrackets && !oneBare && !(answer.IsTuple && target.IsTuple)) return (false, FairRule.Brackets);
        return InOrder(answer.Items, target.Items);

        // A list may go without the parentheses of a tuple, and without square brackets where it cannot be an interval.
        static bool Ordered(Collection bare, Collection other) =>
            bare.IsBare && (other.IsTuple || (other.Open == "[" && other.Close == "]" && other.Items.Count > 2));
    }

    private (bool Equal, string Rule) InOrder(IReadOnlyList<AnswerForm> answers, IReadOnlyList<AnswerForm> targets)
    {
        if (answers.Count != targets.Count) return (false, FairRule.OtherCount);
        for (int i = 0; i < answers.Count; i++)
        {
            if (Compare(answers[i], targets[i]) is (false, string rule)) return (false, $"{FairRule.Element}: {rule}");
        }

        return (true, FairRule.InOrder);
    }

    private (bool Equal, string Rule) InAnyOrder(IReadOnlyList<AnswerForm> answers, IReadOnlyList<AnswerForm> targets)
    {
        if (answers.Count != targets.Count) return (false, FairRule.OtherCount);
        List<AnswerForm> left = [.. targets];
        foreach (AnswerForm answer in answers)
        {
            int found = left.FindIndex(target => Compare(answer, target).Equal);
            if (found < 0) return (false, FairRule.Element);
            left.RemoveAt(found);
        }

        return (true, FairRule.AnyOrder);
    }

    private (bool Equal, string Rule) CompareMatrices(Matrix answer, Matrix target)
    {
        if (answer.IsDeterminant != target.IsDeterminant) return (false, FairRule.Brackets);
        if (!answer.Rows.Select(row => row.Count).SequenceEqual(target.Rows.Select(row => row.Count))) return (false, FairRule.OtherCount);
        return InOrder([.. answer.Rows.SelectMany(row => row)], [.. target.Rows.SelectMany(row => row)]);
    }

    // 4:6 is 2:3: every product with the other's first term is the same.
    private (bool Equal, string Rule) CompareRatios(Collection answer, Collection target)
    {
        if (answer.Items.Count != target.Items.Count) return (false, FairRule.OtherCount);
        Expression Value(Collection ratio, int index) => ((Amount)ratio.Items[index]).Value;
        for (int i = 1; i < answer.Items.Count; i++)
        {
            (bool equal, string rule) = amounts.Compare(
                FairExpressions.Times(Value(answer, i), Value(target, 0)), FairExpressions.Times(Value(target, i), Value(answer, 0)));
            if (!equal) return (false, $"{FairRule.Element}: {rule}");
        }

        return (true, FairRule.InOrder);
    }

    private static SortedDictionary<string, AnswerForm>? Assignments(Collection list)
    {
        SortedDictionary<string, AnswerForm> values = new(StringComparer.Ordinal);
        foreach (AnswerForm item in list.Items)
        {
            if (item is not Relation { Sides: [{ } name, { } value], Operators: ["="] } || Simplification.NameOf(name) is not { } text || !values.TryAdd(text, value)) return null;
        }

        return values.Count > 0 ? values : null;
    }

    private (bool Equal, string Rule) CompareAssignments(SortedDictionary<string, AnswerForm> answer, SortedDictionary<string, AnswerForm> target) =>
        answer.Keys.SequenceEqual(target.Keys) ? InOrder([.. answer.Values], [.. target.Values]) : (false, FairRule.OtherEquation);

    private (bool Equal, string Rule) CompareRelations(AnswerForm answer, AnswerForm target)
    {
        if (answer is Relation left && target is Relation right)
        {
            if (AreProportional(left, right)) return (true, FairRule.Equation);
            if (left.IsEquation && right.IsEquation && Simplification.SameName(left, right) && !Simplification.IsBareName(Simplification.ValueOf(right)))
            {
                return CompareValue(left, Simplification.ValueOf(right));
            }

            return SameRelation(left, right) || SameRelation(left, Simplification.Mirrored(right))
                ? (true, FairRule.Relation)
                : (false, left.IsEquation && right.IsEquation ? FairRule.OtherEquation : FairRule.OtherRelation);
        }

        if (answer is Relation { IsEquation: true } equation) return CompareValue(equation, target);
        if (target is Relation { IsEquation: true } named && Simplification.IsNamed(named)) return Compare(answer, Simplification.ValueOf(named));
        return (false, target is Relation { IsEquation: true } ? FairRule.NoEquation : FairRule.Kinds);
    }

    // "x = 10/2 = 5": one side is the target, and no side contradicts it.
    private (bool Equal, string Rule) CompareValue(Relation answer, AnswerForm target)
    {
        IReadOnlyList<AnswerForm> sides = Simplification.Statements(answer, target);
        for (int i = 1; i < sides.Count; i++)
        {
            if (!Compare(sides[i - 1], sides[i]).Equal) return (false, FairRule.Contradiction);
        }

        (bool Equal, string Rule) verdict = (false, FairRule.Different);
        foreach (AnswerForm side in sides.Reverse())
        {
            verdict = Compare(side, target);
            if (verdict.Equal) break;
        }

        return verdict;
    }

    private bool SameRelation(Relation answer, Relation target) =>
        answer.Operators.SequenceEqual(target.Operators) && answer.Sides.Zip(target.Sides).All(sides => Compare(sides.First, sides.Second).Equal);

    // Two equations say the same where the differences of their sides are multiples: D(x) E(y) = D(y) E(x) for all x and y.
    private bool AreProportional(Relation answer, Relation target)
    {
        if (Simplification.Difference(answer) is not { } left || Simplification.Difference(target) is not { } right) return false;
        HashSet<string> names = FairExpressions.Variables(left);
        if (names.Count == 0 || !names.SetEquals(FairExpressions.Variables(right))) return false;
        if (amounts.IsZero(left, new ExactNumber(0)) || amounts.IsZero(right, new ExactNumber(0))) return false;
        return amounts.IsZero(FairExpressions.Times(left, Renamed(right)), FairExpressions.Times(Renamed(left), right));

        static Expression Renamed(Expression expression) => FairExpressions.Rewrite(
            expression, part => part is Variable { Name: not "i" } variable ? new Variable(variable.Name + "~") : null);
    }
}
