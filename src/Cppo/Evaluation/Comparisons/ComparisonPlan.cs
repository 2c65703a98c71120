using Cppo.Models;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Training;

namespace Cppo.Evaluation.Comparisons;

/// <summary>Methods x seeds: what to train and what to ask.</summary>
public sealed record ComparisonPlan
{
    /// <summary>The methods; the first is what the others are compared with.</summary>
    public required IReadOnlyList<ComparedMethod> Methods { get; init; }

    /// <summary>Seeds; each method has one run of each.</summary>
    public IReadOnlyList<ulong> Seeds { get; init; } = [0, 1, 2];

    /// <summary>Makes the start anew for every run; it is trained and disposed.</summary>
    public required Func<Policy> Start { get; init; }

    /// <summary>The start in words, for tables.</summary>
    public string StartName { get; init; } = "";

    /// <summary>The prompts of the runs of a seed: a function of the seed alone, so that every method sees the same.</summary>
    public required Func<ulong, PromptSource> Prompts { get; init; }

    /// <summary>Ground truth of perception tokens, where there is any.</summary>
    public TokenLabels? Labels { get; init; }

    /// <summary>The comparison's folder; each run lies in a folder of it.</summary>
    public required string Folder { get; init; }

    /// <summary>What ends a run.</summary>
    public ComparisonBudget Budget { get; init; }

    /// <summary>Options of every run: <see cref="TrainerOptions.Steps"/>, what is kept, how often terms are measured. Seed and folder are set.</summary>
    public TrainerOptions Training { get; init; } = new() { Steps = 60, Keep = new() { RolloutsEvery = 10, TokensEvery = 0 } };

    /// <summary>What is asked greedily in between, as <see cref="TrainerOptions.EvaluateEvery"/> says; may be empty.</summary>
    public IReadOnlyList<Sample> Monitor { get; init; } = [];

    /// <summary>What every trained policy, and the start, is asked.</summary>
    public IReadOnlyList<HeldOutTest> Tests { get; init; } = [];

    /// <summary>The plan in names.</summary>
    public ComparisonDesign Design => new([.. Methods.Select(method => method.Label)], Seeds, Training.Steps)
    {
        Budget = Budget,
        Tests = [.. Tests.Select(test => test.Name)],
        Start = StartName,
    };

    /// <summary>Refuses a plan that cannot be carried out, before anything is trained.</summary>
    /// <exception cref="CppoException">It says what is wrong.</exception>
    public void Validate()
    {
        Require(Methods.Count > 0 && Seeds.Count > 0, "The comparison has no runs", "Give at least one method and one seed.");
        Require(Training.Steps > 0, $"A run of {Training.Steps} steps learns nothing", "Give at least one step.");
        foreach (ComparedMethod method in Methods)
        {
            Require(ComparedMethod.IsLabel(method.Label), $"\"{method.Label}\" cannot be the name of a method", "Use letters, digits, \".\", \"-\" and \"_\".");
            method.Method.Validate();
        }

        Unique("method", Methods.Select(method => method.Label));
        Unique("seed", Seeds.Select(seed => FormattableString.Invariant($"{seed}")));
        Unique("test", Tests.Select(test => test.FileName));
    }

    private static void Unique(string what, IEnumerable<string> names)
    {
        string? twice = names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1).Select(same => same.Key).FirstOrDefault();
        Require(twice is null, $"The {what} {twice} stands twice in the comparison", "Give each once, or a name of its own: strong=cppo ContrastiveWeight=0.05.");
    }

    private static void Require(bool condition, string problem, string advice)
    {
        if (!condition) throw new CppoException(problem + ".", advice);
    }
}
