using Cppo.Data;
using Cppo.Interactive.Rendering;
using Cppo.Rollouts;
using Cppo.Training;
using Cppo.Worlds;

namespace Cppo.Kernel.Commands;

/// <summary>Samples as the command line names them: the procedural world, or a data set in files.</summary>
internal sealed class SampleSource : IDisposable
{
    /// <summary>The procedural world.</summary>
    public const string World = "world";

    /// <summary>What a source may be, in words.</summary>
    public const string Allowed = "world, or a data set: Parquet, JSON lines, a table, a folder";

    private readonly ulong seed;
    private readonly DataSet? files;
    private readonly Lazy<DataSelection>? rows;

    private SampleSource(DataSet? files, ulong seed)
    {
        (this.files, this.seed) = (files, seed);
        if (files is not null) rows = new(() => files.Select());
    }

    /// <summary>Ground truth of perception tokens; null where there is none.</summary>
    public TokenLabels? Labels => files is null ? PerceptionLabels.Of : null;

    /// <summary>What became of the rows of a data set, in words; empty for the world.</summary>
    public string Report => rows is null ? "" : $"{files!.Path}: {rows.Value.Report}";

    /// <summary>Opens a source.</summary>
    /// <param name="data">The world, or a path.</param>
    /// <param name="seed">Of the world, or of the order of the rows.</param>
    /// <param name="instruction">Whether the questions of files end with the instruction to think first and to answer in a box.</param>
    public static SampleSource Open(string data, ulong seed, bool instruction = true) => new(
        data == World ? null : UsageException.Guard(() => DataSet.Open(data, instruction ? new() : new() { Instruction = null })), seed);

    /// <summary>
    /// Samples for an evaluation; of files they are read when it is their turn. Rows of files that cannot be used are named on the error
    /// stream.
    /// </summary>
    /// <param name="count">How many; of files at most as many as there are, chosen at random by the seed.</param>
    public IReadOnlyList<Sample> HeldOut(int count)
    {
        const int Named = 10;
        if (files is null) return new ProceduralWorld(seed, WorldSplit.HeldOut).Samples(0, count);
        DataSelection chosen = files.Select(shuffle: seed, take: count);
        foreach (BrokenRow row in chosen.Report.Broken.Take(Named)) Console.Error.WriteLine($"left out: {TextEncoder.Terminal(row.Problem)}");
        if (chosen.Report.Broken.Count > Named) Console.Error.WriteLine(TextEncoder.Terminal($"{files.Path}: {chosen.Report}"));
        return chosen;
    }

    /// <summary>Samples to train on elsewhere: those that a run here takes of the world, in its order, and all rows of files in theirs.</summary>
    /// <param name="needed">What the run takes of the world.</param>
    /// <param name="most">At most so many; all where null.</param>
    public IReadOnlyList<Sample> Training(int needed, int? most) =>
        files is null ? new ProceduralWorld(seed).Samples(0, Math.Min(needed, most ?? needed)) : files.Select(take: most);

    /// <summary>The longest response that is usual there, tokens: the world's tasks need few, questions with reasoning many.</summary>
    public static int LongestResponse(string data) => data == World ? new SamplingOptions().MaxNewTokens : 2048;

    /// <summary>A path in full, the world as it is: run.json must mean the same from every folder.</summary>
    public static string Full(string data) => data == World ? data : Path.GetFullPath(data);

    /// <summary>The samples of each step, and further ones for steps that need more.</summary>
    /// <param name="prompts">How many a step.</param>
    public PromptSource Prompts(int prompts) =>
        rows is null ? new ProceduralWorld(seed).Prompts(prompts) : new ShuffledPrompts(rows.Value, prompts, seed).ToSource();

    /// <inheritdoc/>
    public void Dispose() => files?.Dispose();
}
