using System.Globalization;
using Cppo.Data;
using Cppo.Rewards;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Training;

namespace Cppo.Exchange;

/// <summary>
/// The responses that a run of verl or AReaL wrote down, as this library shows its own: groups by prompt, each response graded here beside the
/// reward that it got there. Files are read row by row when asked for. Log-probabilities, token ids and pictures are in no dump.
/// </summary>
public sealed class RolloutDump
{
    private readonly IReadOnlyList<DumpFile> files;

    private readonly IAnswerGrader grader;

    private RolloutDump(string path, DumpFormat format, IReadOnlyList<DumpFile> files, IReadOnlyList<BrokenRow> broken, IAnswerGrader grader)
    {
        (Path, Format, this.files, Broken, this.grader) = (path, format, files, broken, grader);
        Steps = [.. files.SelectMany(file => file.Steps).Distinct().Order()];
    }

    /// <summary>The file or folder, as it was named.</summary>
    public string Path { get; }

    /// <summary>Whose dump it is.</summary>
    public DumpFormat Format { get; }

    /// <summary>Files with rows.</summary>
    public int Files => files.Count;

    /// <summary>The steps that responses are there of, ascending.</summary>
    public IReadOnlyList<int> Steps { get; }

    /// <summary>Rows that cannot be used, in order, each with its file and its number there; the first 1,000 of them.</summary>
    public IReadOnlyList<BrokenRow> Broken { get; }

    /// <summary>Opens a dump and looks at every row once.</summary>
    /// <param name="path">A .jsonl file, or a folder in which all of them are taken (AReaL's eval-rollout only where it is named itself).</param>
    /// <param name="grader">Judges the answers; the paper's reference grader where null.</param>
    /// <exception cref="CppoException">There is nothing, nothing that can be read, or no row of a known format.</exception>
    public static RolloutDump Open(string path, IAnswerGrader? grader = null)
    {
        string[] paths = DumpFile.Find(path);
        DumpFormat format = paths.Select(DumpFile.FormatOf).FirstOrDefault(found => found is not null) ?? throw new CppoException(
            $"{path} holds no rollout dump: no row has input and output (verl), or prompt and completion (AReaL).",
            "Name what trainer.rollout_data_dir of verl wrote, or the folder rollout that rollout.dump_to_file of AReaL wrote.");
        List<BrokenRow> broken = [];
        string root = Directory.Exists(path) ? path : System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        DumpFile[] files = [.. paths.Select(file => DumpFile.Open(file, format, System.IO.Path.GetRelativePath(root, file), broken)).Where(file => file.Steps.Count > 0)];
        return files.Length > 0 ? new(path, format, files, broken, grader ?? new ReferenceGrader()) : throw new CppoException(
            $"{path} holds {broken.Count} rows, and none of them can be used: {broken[0].Problem}", broken[0].Advice);
    }

    /// <summary>All responses that can be used, by file, read when it is their turn.</summary>
    public IEnumerable<DumpRecord> Records() => files.SelectMany(file => file.Read());

    /// <summary>The groups of a step in the order of their first response, graded, with GRPO's advantages of the dump's scores.</summary>
    /// <param name="step">One of <see cref="Steps"/>.</param>
    /// <param name="targets">Samples whose questions stand in the prompts: their answers where the dump has no target, their pictures to look at.</param>
    /// <exception cref="CppoException">There is no such step.</exception>
    public IReadOnlyList<GroupRecord> Groups(int step, IReadOnlyList<Sample>? targets = null)
    {
        if (!Steps.Contains(step)) throw new CppoException($"{Path} has no step {step}.", $"It has {StepsInWords}.");
        DumpTargets known = new(targets ?? []);
        return [.. files.Where(file => file.Steps.Contains(step)).SelectMany(file => file.Read()).Where(record => record.Step == step)
            .GroupBy(record => record.GroupKey).Select((group, index) => DumpGroup.Of((ulong)index, [.. group], known, grader))];
    }

    /// <summary>What each step reached; one step's responses are in memory at a time.</summary>
    /// <param name="targets">As for <see cref="Groups"/>.</param>
    public IReadOnlyList<DumpStep> Summary(IReadOnlyList<Sample>? targets = null) => [.. Steps.Select(step => DumpStep.Of(step, Groups(step, targets)))];

    /// <summary>Compares graders on the answers of the dump that have a target.</summary>
    /// <param name="graders">By name; the paper's reference grader and the fair grader where none are given.</param>
    /// <exception cref="CppoException">There is only one grader, or two have the same name.</exception>
    public GraderComparison CompareGraders(params IReadOnlyList<(string Name, IAnswerGrader Grader)> graders) => GraderComparison.Of(
        Records().Where(record => record.Target is not null).Select(record => new AnswerPair(BoxedAnswer.Last(record.Response), record.Target!)), graders);

    /// <summary>"steps 1 to 40", with their number where some are missing.</summary>
    public string StepsInWords => Steps switch
    {
        [var only] => string.Create(CultureInfo.InvariantCulture, $"step {only}"),
        [var first, .., var last] when last - first + 1 == Steps.Count => string.Create(CultureInfo.InvariantCulture, $"steps {first} to {last}"),
        [var first, .., var last] => string.Create(CultureInfo.InvariantCulture, $"{Steps.Count} of the steps from {first} to {last}"),
        _ => "no step",
    };
}
