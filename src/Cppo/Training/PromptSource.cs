using Cppo.Rollouts;
using Cppo.Runtime;

namespace Cppo.Training;

/// <summary>
/// The prompts of a run as a pure function of step and round: what a resumed run and a repeated step rely on. Round 0 are the step's own;
/// further ones are drawn where groups without signal were dropped (<see cref="Method.DynamicSampling"/>).
/// </summary>
public sealed class PromptSource
{
    private readonly Func<int, int, IReadOnlyList<Sample>> draw;

    /// <summary>Prompts for every step, and no further ones.</summary>
    /// <param name="ofStep">The samples of a step; a function of its number alone.</param>
    public PromptSource(Func<int, IReadOnlyList<Sample>> ofStep) => draw = (step, _) => ofStep(step);

    /// <summary>Prompts for every step and every round of it.</summary>
    /// <param name="ofStepAndRound">The samples of a step and a round; a function of the two alone. A step's rounds should not repeat a sample; a further round may be empty, which ends them.</param>
    public PromptSource(Func<int, int, IReadOnlyList<Sample>> ofStepAndRound) => (draw, HasFurtherRounds) = (ofStepAndRound, true);

    /// <summary>Whether a step can have more than one round.</summary>
    public bool HasFurtherRounds { get; }

    /// <summary>The samples of a step.</summary>
    /// <param name="step">Its number, from 0.</param>
    /// <param name="round">0 or, where there are further rounds, the number of one.</param>
    /// <exception cref="CppoException">There are none.</exception>
    public IReadOnlyList<Sample> Draw(int step, int round = 0)
    {
        if (round > 0 && !HasFurtherRounds)
        {
            throw new CppoException(
                "More prompts are asked for than the step's own, and the prompt source has none.",
                "Pass a PromptSource that is a function of step and round, or leave DynamicSampling empty.");
        }

        IReadOnlyList<Sample> samples = draw(step, round);
        if (samples.Count > 0 || round > 0) return samples;
        throw new CppoException($"Step {step} has no prompts.", "Give at least one sample for every step.");
    }
}
