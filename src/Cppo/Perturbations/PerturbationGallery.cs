using Cppo.Rollouts;
using Cppo.Runtime;

namespace Cppo.Perturbations;

/// <summary>One draw of several perturbations of a sample's first picture, to be looked at.</summary>
/// <param name="Sample">The sample.</param>
/// <param name="Views">One view a perturbation, preserving ones first.</param>
public sealed record PerturbationGallery(Sample Sample, IReadOnlyList<PerturbedView> Views)
{
    /// <summary>Draws every member of a set once.</summary>
    /// <param name="sample">A sample with at least one picture.</param>
    /// <param name="set">The set.</param>
    /// <param name="seed">Root of the random numbers.</param>
    /// <param name="step">The training step whose draws these are.</param>
    /// <exception cref="CppoException">The sample has no picture.</exception>
    public static PerturbationGallery Draw(Sample sample, PerturbationSet set, ulong seed = 0, ulong step = 0)
    {
        if (sample.Pictures.Count == 0)
        {
            throw new CppoException($"Sample {sample.Id} has no picture to perturb.", "Choose a sample with a picture.");
        }

        return new(
            sample,
            [.. set.Preserving.Concat(set.Removing).Select(member => member.Apply(sample.Pictures[0], new DrawAddress(seed, sample.Id, step)))]);
    }
}
