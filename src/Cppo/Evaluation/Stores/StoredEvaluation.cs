using Cppo.Rewards;
using Cppo.Runtime;
using Cppo.Training.Runs;

namespace Cppo.Evaluation.Stores;

/// <summary>
/// An evaluation in a folder, complete or growing: what was asked, and every answer. Its files are <c>evaluation.json</c> and
/// <c>answers/*.parquet</c>, which other programs read as one table.
/// </summary>
public sealed class StoredEvaluation
{
    private readonly IReadOnlyDictionary<StoredPass, IReadOnlyList<StoredAnswer>> answers;

    private StoredEvaluation(string folder, StoredOrder order, IReadOnlyDictionary<StoredPass, IReadOnlyList<StoredAnswer>> answers) =>
        (Folder, Order, this.answers) = (folder, order, answers);

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>What was asked.</summary>
    public StoredOrder Order { get; }

    /// <summary>The answers that the report is about, by sample and row.</summary>
    public IReadOnlyList<StoredAnswer> Answers => answers[Order.Passes[0]];

    /// <summary>The greedy answers beside drawn ones; empty where there are none.</summary>
    public IReadOnlyList<StoredAnswer> GreedyAnswers => Order.Passes.Count > 1 ? answers[Order.Passes[1]] : [];

    /// <summary>Samples that have all of their answers.</summary>
    public int Answered => Order.Passes.Min(pass => Samples(answers[pass]));

    /// <summary>Whether nothing is left to ask.</summary>
    public bool IsComplete => Answered == Order.Samples;

    /// <summary>How this process differs from the one that began it, in words; empty where it does not.</summary>
    public string VersionDifferences => RunVersions.Differences(Order.Versions, RunVersions.Here());

    /// <summary>Whether a folder holds an evaluation.</summary>
    public static bool Exists(string folder) => File.Exists(Path.Combine(folder, StoredOrder.FileName));

    /// <summary>Reads what is there now; another process may be writing.</summary>
    /// <exception cref="CppoException">There is no evaluation, or a file is damaged.</exception>
    public static StoredEvaluation Open(string folder)
    {
        StoredOrder order = StoredOrder.Read(folder);
        return new(folder, order, order.Passes.ToDictionary(pass => pass, pass => Read(folder, pass)));
    }

    /// <summary>The report, as the evaluation's grader judged.</summary>
    public EvaluationReport Report() => Report(answer => answer);

    /// <summary>The report as another grader judges the same answers; no model is asked. Options are taken as the evaluation's own grader takes them.</summary>
    public EvaluationReport Report(IAnswerGrader grader)
    {
        IAnswerGrader judge = Graders.TakingOptionsAs(Order.Grader, grader);
        return Graders.NameOf(judge) == Order.Grader ? Report() : Report(answer => answer.JudgedBy(judge));
    }

    internal static string AnswersFolder(string folder) => Path.Combine(folder, "answers");

    internal static string PartFile(string folder, StoredPass pass, int part) => Path.Combine(AnswersFolder(folder), FormattableString.Invariant($"{Prefix(pass)}{part:D5}.parquet"));

    private static string Prefix(StoredPass pass) => pass == StoredPass.Greedy ? "greedy-" : "drawn-";

    private static int Samples(IReadOnlyList<StoredAnswer> rows) => rows.Select(row => row.Index).Distinct().Count();

    private static IReadOnlyList<StoredAnswer> Read(string folder, StoredPass pass)
    {
        string answers = AnswersFolder(folder);
        if (!Directory.Exists(answers)) return [];
        return
        [
            .. Directory.GetFiles(answers, Prefix(pass) + "*.parquet").Order(StringComparer.Ordinal)
                .SelectMany(AnswerTable.Read).OrderBy(row => row.Index).ThenBy(row => row.Row),
        ];
    }

    private EvaluationReport Report(Func<StoredAnswer, StoredAnswer> judged)
    {
        EvaluationReport first = Of(Order.Passes[0], Order.Setting);
        return Order.GreedySetting is { } setting ? first with { Greedy = Of(StoredPass.Greedy, setting) } : first;

        EvaluationReport Of(StoredPass pass, string asked)
        {
            IReadOnlyList<StoredAnswer> rows = answers[pass];
            int there = Samples(rows);
            UnansweredSample[] unanswered = [.. OpenSamples.Read(AnswersFolder(Folder), Prefix(pass), rows.Select(row => row.Sample).ToHashSet())];
            string sofar = there + unanswered.Length < Order.Samples ? FormattableString.Invariant($", {there} answered so far") : "";
            SampleOutcome[] outcomes =
            [
                .. rows.Select(judged).GroupBy(row => row.Index)
                    .Select(sample => new SampleOutcome(sample.First().Sample, sample.First().Kind, [.. sample.Select(row => row.Outcome)])),
            ];
            return EvaluationReport.Of(Order.Name, outcomes) with
            {
                Setting = asked + sofar + UnansweredSample.Counted(unanswered.Length),
                Unanswered = unanswered,
            };
        }
    }
}
