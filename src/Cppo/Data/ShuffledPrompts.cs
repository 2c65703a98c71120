using Cppo.Rollouts;
using Cppo.Runtime;

namespace Cppo.Data;

/// <summary>
/// Prompts for training: every epoch holds each sample once, in an order of its own, and a step takes the next ones; a step that spans
/// the end of an epoch goes on in the next. What a step gets is a function of seed and step alone.
/// </summary>
public sealed class ShuffledPrompts
{
    private readonly IReadOnlyList<Sample> samples;
    private readonly ulong seed;
    private readonly EpochOrder order;

    /// <summary>Prepares the prompts.</summary>
    /// <param name="samples">For instance a <see cref="DataSelection"/>, whose samples are read when their step comes.</param>
    /// <param name="prompts">Prompts a step; at most as many as there are samples.</param>
    /// <param name="seed">Equal seeds give equal steps.</param>
    /// <exception cref="CppoException">There are too few samples, or no prompts are asked for.</exception>
    public ShuffledPrompts(IReadOnlyList<Sample> samples, int prompts, ulong seed)
    {
        if (prompts < 1) throw new CppoException($"A step of {prompts} prompts teaches nothing.", "Ask for at least 1.");
        if (samples.Count < prompts)
            throw new CppoException($"There are {samples.Count} samples for a step of {prompts} prompts.", "Ask for fewer prompts a step, or choose more samples.");
        (this.samples, Prompts, this.seed, order) = (samples, prompts, seed, new(samples.Count, seed, "data epoch"));
    }

    /// <summary>Prompts a step.</summary>
    public int Prompts { get; }

    /// <summary>Steps that an epoch takes; the last one may end in the next epoch.</summary>
    public int StepsPerEpoch => (samples.Count + Prompts - 1) / Prompts;

    /// <summary>The samples of a step.</summary>
    /// <param name="step">From 0.</param>
    /// <exception cref="DataRowException">A picture is damaged in a way that the check at selection does not find.</exception>
    public IReadOnlyList<Sample> At(int step) =>
        [.. Enumerable.Range(0, Prompts).Select(place => samples[order[((long)step * Prompts) + place]])];

    /// <summary>Further samples for a step that needs more (dynamic sampling): drawn at random, without repetition within a round.</summary>
    /// <param name="step">From 0.</param>
    /// <param name="round">0 for the step's own samples, from 1 on for further ones.</param>
    /// <exception cref="DataRowException">A picture is damaged in a way that the check at selection does not find.</exception>
    public IReadOnlyList<Sample> At(int step, int round)
    {
        if (round == 0) return At(step);
        CounterRandom random = new(seed, "further prompts", (ulong)step, (ulong)round);
        HashSet<int> chosen = [];
        while (chosen.Count < Prompts) chosen.Add(random.Integer(0, samples.Count - 1));
        return [.. chosen.Select(index => samples[index])];
    }
}
