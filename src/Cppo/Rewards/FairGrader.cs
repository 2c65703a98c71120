using Cppo.Rewards.Grading;
using Cppo.Rewards.Grading.Expressions;
using Cppo.Rewards.Grading.Fair;

namespace Cppo.Rewards;

/// <summary>
/// Our own grader: both sides are read as trees (LaTeX, plain text, words) and compared by what they mean. Its rules:
/// <list type="bullet">
/// <item>Exact forms are compared exactly: fractions reduced, roots, pi, mixed numbers, thousands separators, polynomials and rational
/// functions by normal form or at random points.</item>
/// <item>A decimal stands for what rounds to it. An answer with at least 3 significant digits is right where the target rounds to it; a
/// target with at least 3 (2 for an answer in exact form) takes what rounds to it; never further away than <see cref="RelativeTolerance"/>.</item>
/// <item>Units of the same dimension are converted; of different dimensions they are wrong. A unit on one side only is taken as
/// understood. "Units" is any unit of the same power. Percent and degrees are also the numbers that they stand for.</item>
/// <item>Sets, and lists without brackets, have no order; tuples, vectors and matrices do; intervals must have the same brackets.</item>
/// <item>Where the target is the letter of a choice, A, (A), A. and "A: 12 cm" are that letter.</item>
/// <item>x = 5 is 5; equations are the same where one is a multiple of the other; an answer that contradicts itself is wrong.</item>
/// </list>
/// It never runs anything as code and gives up on answers that would take long: those are wrong.
/// </summary>
public sealed record FairGrader : IAnswerGrader
{
    /// <summary>Longer answers or targets are compared as written only.</summary>
    public const int LongestAnswer = 20_000;

    private const long Steps = 900_000, StepsForText = 150_000; // about 20 ms together

    /// <summary>Most that a rounded decimal may be away from the exact value, as a share of it; 0 makes decimals exact.</summary>
    public double RelativeTolerance { get; init; } = 0.01;

    /// <inheritdoc/>
    public Grade Grade(string? answer, string? target)
    {
        if (answer is null) return new(false, null, target ?? "", "", target ?? "", GradingRule.NoAnswer);
        if (target is null) return new(false, answer, "", answer, "", GradingRule.NoTarget);
        if (answer.Length > LongestAnswer || target.Length > LongestAnswer)
        {
            return new(answer == target, answer, target, answer, target, GradingRule.TooLong);
        }

        Side left = new(answer), right = new(target);
        (bool correct, string rule) = left.Text.Length == 0 ? (false, GradingRule.Empty)
            : left.Text == right.Text ? (true, FairRule.EqualAsWritten)
            : Judge(left, right);
        return new(correct, answer, target, left.NormalForm, right.NormalForm, rule);
    }

    private (bool Correct, string Rule) Judge(Side answer, Side target)
    {
        if (JudgeChoice(answer, target) is { } choice) return choice;
        if (AnswerWords.Compare(answer.Text, target.Text) is { } words) return words;
        WorkBudget budget = new(Steps);
        (bool, string Rule)? verdict = null;
        try
        {
            foreach ((AnswerForm left, AnswerForm right) in answer.Readings.SelectMany(left => target.Readings.Select(right => (left, right))))
            {
                (answer.Chosen, target.Chosen) = (left, right);
                (bool equal, string rule) = new FairComparison(budget, RelativeTolerance).Compare(left, right);
                if (equal) return (true, rule);
                verdict ??= (false, rule);
            }
        }
        catch (EvaluationStop)
        {
            verdict = (false, FairRule.TooMuchWork);
        }

        (answer.Chosen, target.Chosen) = (null, null); // the likeliest reading
        return verdict ?? (AnswerWords.Same(answer.Text, target.Text) ? (true, FairRule.Words) : (false, FairRule.Unreadable));
    }

    // Where the target is a letter, or a letter with its text, an answer is right by the letter, else by the text.
    private (bool Correct, string Rule)? JudgeChoice(Side answer, Side target)
    {
        if (FinalAnswer.Choice(target.Text) is not { } expected || !FinalAnswer.NamesChoice(target.Text, expected)) return null;
        target.Shown = expected.Letter.ToString();
        if (FinalAnswer.Choice(answer.Text) is { } given)
        {
            answer.Shown = given.Letter.ToString();
            return (given.Letter == expected.Letter, FairRule.Letter);
        }

        if (expected.Text.Length == 0)
        {
            target.Shown = null;
            return null;
        }

        Grade byText = Grade(answer.Text, expected.Text);
        (answer.Shown, target.Shown) = (byText.NormalForm, byText.TargetNormalForm);
        return (byText.Correct, $"{FairRule.ChoiceText}: {byText.Rule}");
    }

    // One side of the comparison: its text, the ways to read it, and its normal form.
    private sealed class Side
    {
        private IReadOnlyList<AnswerForm>? readings;

        public Side(string text)
        {
            string clean = FairText.Clean(text);
            Text = AnswerWords.Unwrapped(FinalAnswer.WithoutOpening(clean));
        }

        public string Text { get; private set; }

        public string? Shown { get; set; }

        public AnswerForm? Chosen { get; set; }

        public IReadOnlyList<AnswerForm> Readings => readings ??= Read();

        public string NormalForm => Shown ?? ((Chosen ?? Readings.FirstOrDefault()) is { } form
            ? new FormText(new WorkBudget(StepsForText)).Of(form)
            : AnswerWords.Fold(Text));

        private IReadOnlyList<AnswerForm> Read()
        {
            IReadOnlyList<AnswerForm> whole = FairParser.Readings(Text);
            if (whole.Count > 0 || FinalAnswer.InSentence(Text) is not { Length: > 0 } part || part.Length >= Text.Length) return whole;
            IReadOnlyList<AnswerForm> inside = FairParser.Readings(part);
            if (inside.Count > 0) Text = part;
            return inside;
        }
    }
}
