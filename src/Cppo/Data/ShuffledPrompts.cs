using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Training;

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
            throw new CppoException($"For a step of {prompts} prompts there are too few samples ({samples.Count}).", "Ask for fewer prompts a step, or choose more samples.");
        (this.samples, Prompts, this.seed, order) = (samples, prompts, seed, new(samples.Count, seed, "data epoch"));
    }

    /// <summary>Prompts a step.</summary>
    public int Prompts { get; }

    /// <summary>Steps that an epoch takes; the last one may end in the next epoch.</summary>
    public int StepsPerEpoch => (samples.Count + Prompts - 1) / Prompts;

    /// <summary>The samples of a step, or further ones for it (dynamic sampling).</summary>
    /// <param name="step">From 0.</param>
    /// <param name="round">
    /// 0 for the step's own; from 1 on others at random, none of which the step has had. The last rounds of a step that has had
    /// nearly all samples are shorter, then empty.
    /// </param>
    /// <exception cref="DataRowException">A picture is damaged in a way that the check at selection does not find.</exception>
    public IReadOnlyList<Sample> At(int step, int round = 0)
    {
        int[] own = [.. Enumerable.Range(0, Prompts).Select(place => order[((long)step * Prompts) + place])];
        if (round == 0) return [.. own.Select(index => samples[index])];
        int[] others = [.. Enumerable.Range(0, samples.Count).Except(own)];
        new CounterRandom(seed, "further prompts", (ulong)step).Shuffle(others);
        return [.. others.Skip((round - 1) * Prompts).Take(Prompts).Select(index => samples[index])];
    }

    /// <summary>The same as a trainer takes it, with further rounds for dynamic sampling.</summary>
    public PromptSource ToSource() => new(At);
}
