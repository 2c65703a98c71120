using Cppo.Rollouts;
using Cppo.Runtime;

namespace Cppo.Rewards;

/// <summary>An answer with its target, as several graders are to judge it.</summary>
/// <param name="Answer">What was in the response's last box; null where there was none.</param>
/// <param name="Target">The expected answer.</param>
public readonly record struct AnswerPair(string? Answer, string Target);

/// <summary>What several graders say of one answer.</summary>
/// <param name="Pair">The answer and its target.</param>
/// <param name="Grades">One grade a grader, in the order of the comparison.</param>
/// <param name="Count">How often this answer to this target was given.</param>
public sealed record ComparedAnswer(AnswerPair Pair, IReadOnlyList<Grade> Grades, int Count)
{
    /// <summary>Whether all graders give the same verdict.</summary>
    public bool Agree => Grades.All(grade => grade.Correct == Grades[0].Correct);
}

/// <summary>How the verdicts of two graders go together.</summary>
/// <param name="First">Name of the one.</param>
/// <param name="Second">Name of the other.</param>
/// <param name="BothRight">Answers that both take.</param>
/// <param name="OnlyFirst">Answers that only the first takes.</param>
/// <param name="OnlySecond">Answers that only the second takes.</param>
/// <param name="BothWrong">Answers that neither takes.</param>
public sealed record GraderAgreement(string First, string Second, int BothRight, int OnlyFirst, int OnlySecond, int BothWrong)
{
    /// <summary>Answers.</summary>
    public int Total => BothRight + OnlyFirst + OnlySecond + BothWrong;

    /// <summary>Share of answers with the same verdict; NaN without answers.</summary>
    public double Share => (double)(BothRight + BothWrong) / Total;

    /// <summary>Cohen's kappa: agreement beyond chance, 1 where it is complete; NaN where one verdict is all there is.</summary>
    public double Kappa
    {
        get
        {
            double first = (double)(BothRight + OnlyFirst) / Total, second = (double)(BothRight + OnlySecond) / Total;
            double chance = (first * second) + ((1 - first) * (1 - second));
            return chance >= 1 ? double.NaN : (Share - chance) / (1 - chance);
        }
    }
}

/// <summary>
/// Graders compared on the answers of a run: how often they agree, and where they do not, with the reasons of each.
/// <code>GraderComparison.Of(rollouts)    // the paper's reference beside the fair grader</code>
/// </summary>
/// <param name="Graders">Their names, in order.</param>
/// <param name="Answers">Every different answer with its grades, in the order of their first occurrence.</param>
public sealed record GraderComparison(IReadOnlyList<string> Graders, IReadOnlyList<ComparedAnswer> Answers)
{
    /// <summary>Answers, repetitions counted.</summary>
    public int Total => Answers.Sum(answer => answer.Count);

    /// <summary>Answers of which all graders say the same, repetitions counted.</summary>
    public int Agreed => Answers.Where(answer => answer.Agree).Sum(answer => answer.Count);

    /// <summary>The answers on which graders differ, the most frequent first.</summary>
    public IReadOnlyList<ComparedAnswer> Disagreements => [.. Answers.Where(answer => !answer.Agree).OrderByDescending(answer => answer.Count)];

    /// <summary>One entry for every two graders.</summary>
    public IReadOnlyList<GraderAgreement> Agreements =>
    [
        .. Enumerable.Range(0, Graders.Count).SelectMany(first => Enumerable.Range(first + 1, Graders.Count - first - 1).Select(second => Agreement(first, second))),
    ];

    /// <summary>How many answers a grader takes, repetitions counted.</summary>
    /// <param name="grader">Its place in <see cref="Graders"/>.</param>
    public int Right(int grader) => Answers.Where(answer => answer.Grades[grader].Correct).Sum(answer => answer.Count);

    /// <summary>Compares graders on the responses of a run.</summary>
    /// <param name="groups">Prompts with their responses.</param>
    /// <param name="graders">By name; the paper's reference grader and the fair grader where none are given.</param>
    /// <exception cref="CppoException">There is only one grader, or two have the same name.</exception>
    public static GraderComparison Of(IEnumerable<RolloutGroup> groups, params IReadOnlyList<(string Name, IAnswerGrader Grader)> graders) =>
        Of(groups.SelectMany(group => group.Responses.Select(response => new AnswerPair(BoxedAnswer.Last(response.Text), group.Sample.Answer))), graders);

    /// <summary>Compares graders on answers that were taken out of their responses already.</summary>
    /// <param name="answers">Answers with their targets.</param>
    /// <param name="graders">By name; the paper's reference grader and the fair grader where none are given.</param>
    /// <exception cref="CppoException">There is only one grader, or two have the same name.</exception>
    public static GraderComparison Of(IEnumerable<AnswerPair> answers, params IReadOnlyList<(string Name, IAnswerGrader Grader)> graders)
    {
        if (graders.Count == 0) graders = [("mathruler", new ReferenceGrader()), ("fair", new FairGrader())];
        if (graders.Count < 2 || graders.Select(grader => grader.Name).Distinct().Count() < graders.Count)
        {
            throw new CppoException(
                $"The graders to compare are {string.Join(", ", graders.Select(grader => $"\"{grader.Name}\""))}.",
                "Give at least two graders, each with a name of its own.");
        }

        return new(
            [.. graders.Select(grader => grader.Name)],
            [.. answers.GroupBy(pair => pair).Select(same => new ComparedAnswer(
                same.Key, [.. graders.Select(grader => grader.Grader.Grade(same.Key.Answer, same.Key.Target))], same.Count()))]);
    }

    private GraderAgreement Agreement(int first, int second)
    {
        int Count(bool one, bool other) => Answers.Where(answer => answer.Grades[first].Correct == one && answer.Grades[second].Correct == other).Sum(answer => answer.Count);
        return new(Graders[first], Graders[second], Count(true, true), Count(true, false), Count(false, true), Count(false, false));
    }
}
