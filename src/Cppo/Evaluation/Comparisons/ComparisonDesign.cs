using System.Text.Json;
using System.Text.Json.Nodes;
using Cppo.Runtime;

namespace Cppo.Evaluation.Comparisons;

/// <summary>What the runs of a comparison have in common.</summary>
public enum ComparisonBudget
{
    /// <summary>Every run makes the same number of steps. Bit-reproducible on the CPU.</summary>
    Steps,

    /// <summary>
    /// The first method's runs make the steps; the others go on until their steps have taken as many seconds as the first method's of the
    /// same seed. Where they stop depends on the machine and what else it does, so this cannot be repeated bit for bit.
    /// </summary>
    Time,
}

/// <summary>What a comparison compares, in names: the content of <c>comparison.json</c>, from which a folder of runs is read again.</summary>
/// <param name="Methods">Labels; the first is what the others are compared with.</param>
/// <param name="Seeds">Seeds of the runs: the same seed means the same data for every method.</param>
/// <param name="Steps">Steps of a run; of the first method's under a budget of time.</param>
public sealed record ComparisonDesign(IReadOnlyList<string> Methods, IReadOnlyList<ulong> Seeds, int Steps)
{
    /// <summary>The file's name in the folder of a comparison.</summary>
    public const string FileName = "comparison.json";

    /// <summary>Under a budget of time no run makes more than this many times <see cref="Steps"/>.</summary>
    public const int MostTimes = 20;

    private const string Format = "cppo comparison 1";
    private const string Advice = "Give the folder of a comparison, as 'cppo compare --out' or MethodComparison.Run makes it.";

    /// <summary>What ends a run.</summary>
    public ComparisonBudget Budget { get; init; }

    /// <summary>Names of the tests at the end.</summary>
    public IReadOnlyList<string> Tests { get; init; } = [];

    /// <summary>What all runs start from, in words.</summary>
    public string Start { get; init; } = "";

    /// <summary>Steps of a method's runs at most.</summary>
    internal int StepsOf(string method) => Budget == ComparisonBudget.Time && method != Methods[0] ? Steps * MostTimes : Steps;

    /// <summary>Whether a run has made all its steps, or used up its time.</summary>
    internal bool IsTrained(ComparedRun run, IEnumerable<ComparedRun> all) => TrainedShare(run, all) >= 1;

    /// <summary>How much of its steps or of its time a run has used, 0..1.</summary>
    internal double TrainedShare(ComparedRun run, IEnumerable<ComparedRun> all)
    {
        double steps = (double)run.History.Steps.Count / StepsOf(run.Method);
        if (Budget == ComparisonBudget.Steps || run.Method == Methods[0]) return Math.Min(1, steps);
        ComparedRun? first = all.FirstOrDefault(other => other.Method == Methods[0] && other.Seed == run.Seed);
        bool known = first is not null && first.History.Steps.Count >= Steps && first.Seconds > 0;
        return Math.Min(1, known ? Math.Max(steps, run.Seconds / first!.Seconds) : steps);
    }

    /// <summary>The run directory of a method and a seed, within the comparison's folder.</summary>
    public static string FolderOf(string method, ulong seed) => FormattableString.Invariant($"{method}-{seed}");

    /// <summary>Writes the file; never leaves half of it.</summary>
    internal void Write(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            JsonFile.Write(Path.Combine(folder, FileName), new JsonObject
            {
                ["format"] = Format,
                ["methods"] = new JsonArray([.. Methods.Select(method => JsonValue.Create(method))]),
                ["seeds"] = new JsonArray([.. Seeds.Select(seed => JsonValue.Create(seed))]),
                ["steps"] = Steps,
                ["budget"] = Budget.ToString().ToLowerInvariant(),
                ["tests"] = new JsonArray([.. Tests.Select(test => JsonValue.Create(test))]),
                ["start"] = Start,
            });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CppoException($"The comparison's folder {folder} cannot be written: {error.Message}", "Choose a folder that you may write to.", error);
        }
    }

    /// <summary>Reads the file of a comparison's folder.</summary>
    /// <exception cref="CppoException">There is none, or it is damaged.</exception>
    public static ComparisonDesign Read(string folder)
    {
        JsonElement root = JsonFile.Read(Path.Combine(folder, FileName), Advice);
        try
        {
            if (root.GetProperty("format").GetString() != Format) throw new FormatException("it is of another program");
            ComparisonDesign design = new(
                [.. root.GetProperty("methods").EnumerateArray().Select(method => method.GetString() ?? "")],
                [.. root.GetProperty("seeds").EnumerateArray().Select(seed => seed.GetUInt64())],
                root.GetProperty("steps").GetInt32())
            {
                Budget = Enum.Parse<ComparisonBudget>(root.GetProperty("budget").GetString() ?? "", ignoreCase: true),
                Tests = [.. root.GetProperty("tests").EnumerateArray().Select(test => test.GetString() ?? "")],
                Start = root.GetProperty("start").GetString() ?? "",
            };
            return design.Methods.Count > 0 && design.Methods.All(ComparedMethod.IsLabel) ? design : throw new FormatException("it names no methods");
        }
        catch (Exception error) when (error is KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new CppoException($"{Path.Combine(folder, FileName)} describes no comparison: {error.Message}", Advice, error);
        }
    }
}
