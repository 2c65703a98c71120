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

    // Further rounds of a step lie far from the samples of all steps.
    private const int RoundBits = 32;

    private readonly ulong seed;
    private readonly DataSelection? rows;

    private SampleSource(DataSelection? rows, ulong seed) => (this.rows, this.seed) = (rows, seed);

    /// <summary>Ground truth of perception tokens; null where there is none.</summary>
    public TokenLabels? Labels => rows is null ? PerceptionLabels.Of : null;

    /// <summary>Opens a source for training.</summary>
    /// <param name="data">The world, or a path.</param>
    /// <param name="seed">Of the world, or of the order of the rows.</param>
    public static SampleSource Open(string data, ulong seed) => new(data == World ? null : DataSet.Open(data).Select(), seed);

    /// <summary>What became of the rows of a data set, in words; empty for the world.</summary>
    public string Report => rows is null ? "" : $"{rows.Data.Path}: {rows.Report}";

    /// <summary>Samples for an evaluation. Rows of files that cannot be used are named on standard error.</summary>
    /// <param name="data">The world, or a path.</param>
    /// <param name="count">How many; of files at most as many as there are.</param>
    /// <param name="seed">Of the world; of files the order in which rows are chosen.</param>
    /// <param name="instruction">Whether the questions of files end with the instruction to think first and to answer in a box.</param>
    public static IReadOnlyList<Sample> HeldOut(string data, int count, ulong seed, bool instruction = true)
    {
        const int named = 10;
        if (data == World) return new ProceduralWorld(seed, WorldSplit.HeldOut).Samples(0, count);
        using DataSet set = UsageException.Guard(() => DataSet.Open(data, instruction ? new() : new() { Instruction = null }));
        DataSelection chosen = set.Select(shuffle: seed, take: count);
        foreach (BrokenRow row in chosen.Report.Broken.Take(named)) Console.Error.WriteLine($"left out: {TextEncoder.Terminal(row.Problem)}");
        if (chosen.Report.Broken.Count > named) Console.Error.WriteLine($"{data}: {chosen.Report}");
        return [.. chosen];
    }

    /// <summary>The longest response that is usual there, tokens: the world's tasks need few, questions with reasoning many.</summary>
    public static int LongestResponse(string data) => data == World ? new SamplingOptions().MaxNewTokens : 2048;

    /// <summary>A path in full, the world as it is: run.json must mean the same from every folder.</summary>
    public static string Full(string data) => data == World ? data : Path.GetFullPath(data);

    /// <summary>The samples of each step, and further ones for steps that need more.</summary>
    /// <param name="prompts">How many a step.</param>
    public PromptSource Prompts(int prompts)
    {
        if (rows is not null) return new(new ShuffledPrompts(rows, prompts, seed).At);
        ProceduralWorld world = new(seed);
        return new((step, round) => world.Samples(((ulong)round << RoundBits) + ((ulong)step * (ulong)prompts), prompts));
    }

    /// <inheritdoc/>
    public void Dispose() => rows?.Data.Dispose();
}
