using System.Globalization;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Training;

namespace Cppo.Worlds;

/// <summary>
/// An endless set of small visual-reasoning tasks: 84 x 84 pictures of shapes, dice, bars and numbers with a question, an
/// answer and a right response, for which it is known which response tokens are perception tokens
/// (<see cref="PerceptionLabels"/>). The answer is drawn first, so that the question alone tells little: the best constant
/// answer per question text is right for 27 % (count), 9 % (dice), 17 % (bars), 6 % (number) of the samples.
/// </summary>
/// <remarks>
/// Sample i is a pure function of (seed, split, i) and independent of how many were drawn before. Training and held-out
/// samples come from streams with different purposes, so no index and no seed brings them together; their ids differ too.
/// </remarks>
/// <param name="seed">Different seeds give different samples for the same index.</param>
/// <param name="split">Which half of the world.</param>
public sealed class ProceduralWorld(ulong seed, WorldSplit split = WorldSplit.Training)
{
    /// <summary>Indices of samples are below this number; held-out ids are index + this number.</summary>
    public const ulong Indices = 1UL << 48;

    private const int RoundBits = 32;

    private readonly string purpose = split == WorldSplit.Training ? "world" : "world held out";

    /// <summary>The kinds of task drawn, each equally often; all four unless said otherwise.</summary>
    public IReadOnlyList<WorldTask> Tasks { get; init; } = Enum.GetValues<WorldTask>();

    /// <summary>The levels drawn (0 easy, 1 hard), each equally often; both unless said otherwise.</summary>
    public IReadOnlyList<int> Levels { get; init; } = [0, 1];

    /// <summary>
    /// Fresh samples for every step of a run and, where a step draws more, for its further rounds, which lie behind the samples of all
    /// steps.
    /// </summary>
    /// <param name="perStep">Samples a step.</param>
    public PromptSource Prompts(int perStep) => new((step, round) =>
        Samples(((ulong)round << RoundBits) + ((ulong)step * (ulong)perStep), perStep));

    /// <summary>The sample at an index.</summary>
    /// <exception cref="CppoException">The index is too large, or no task or level is to be drawn.</exception>
    public Sample Sample(ulong index)
    {
        if (index >= Indices)
        {
            throw new CppoException($"The world has no sample {index}.", $"Use an index below {Indices} (2^48).");
        }

        if (Tasks.Count == 0 || Levels.Count == 0 || Levels.Any(level => level is not (0 or 1)))
        {
            throw new CppoException(
                $"The world cannot draw from {Tasks.Count} tasks and the levels [{string.Join(", ", Levels)}].",
                "Name at least one task and one level; the levels are 0 (easy) and 1 (hard).");
        }

        CounterRandom random = new(seed, purpose, index);
        WorldTask task = random.Choose(Tasks);
        int level = random.Choose(Levels);
        Canvas canvas = new(random);
        DrawnTask drawn = task switch
        {
            WorldTask.Count => CountTask.Draw(canvas, random, level),
            WorldTask.Dice => DiceTask.Draw(canvas, random, level),
            WorldTask.Bars => BarsTask.Draw(canvas, random, level),
            _ => NumberTask.Draw(canvas, random, level),
        };
        ulong id = split == WorldSplit.Training ? index : index + Indices;
        return new Sample(id, [canvas.Develop(random)], drawn.Question, drawn.Answer.ToString(CultureInfo.InvariantCulture))
        {
            Kind = KindOf(task),
            Level = level,
            Reference = drawn.Reference,
        };
    }

    /// <summary>The first samples of every kind of task and level, by kind and level: the world at a glance.</summary>
    /// <param name="each">How many of each.</param>
    public IReadOnlyList<Sample> Gallery(int each = 2)
    {
        int wanted = Tasks.Distinct().Count() * Levels.Distinct().Count() * each;
        List<Sample> found = [];
        for (ulong index = 0; found.Count < wanted; index++)
        {
            Sample sample = Sample(index);
            if (found.Count(other => (other.Kind, other.Level) == (sample.Kind, sample.Level)) < each) found.Add(sample);
        }

        string[] kinds = [.. Tasks.Select(KindOf)];
        return [.. found.OrderBy(sample => Array.IndexOf(kinds, sample.Kind)).ThenBy(sample => sample.Level)];
    }

    /// <summary>Consecutive samples.</summary>
    /// <param name="first">Index of the first.</param>
    /// <param name="count">How many.</param>
    /// <exception cref="CppoException">An index is too large, or no task or level is to be drawn.</exception>
    public IReadOnlyList<Sample> Samples(ulong first, int count) =>
        [.. Enumerable.Range(0, count).Select(offset => Sample(first + (ulong)offset))];

    private static string KindOf(WorldTask task) => task.ToString().ToLowerInvariant();
}
