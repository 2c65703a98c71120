using Cppo.Perturbations;
using Cppo.Rollouts;
using Cppo.Runtime;

namespace Cppo.Training;

/// <summary>Before stage 1: some prompts show a preserving view in place of their pictures, to rollout and update alike.</summary>
internal static class AugmentationStage
{
    private const string Purpose = "augmentation";

    /// <summary>Replaces pictures. One coin a prompt; each of its pictures has a draw of its own, apart from those of the contrastive views.</summary>
    public static IReadOnlyList<Sample> Apply(IReadOnlyList<Sample> prompts, Method method, ulong seed, int step) =>
        method.AugmentationProbability == 0 ? prompts : [.. prompts.Select(sample => Apply(sample, method, seed, (ulong)step))];

    private static Sample Apply(Sample sample, Method method, ulong seed, ulong step)
    {
        CounterRandom random = new(seed, Purpose, sample.Id, step);
        if (random.NextDouble() >= method.AugmentationProbability) return sample;
        return sample with
        {
            Pictures = [.. sample.Pictures.Select((picture, index) =>
            {
                Perturbation chosen = random.Choose(method.Perturbations.Preserving);
                DrawAddress address = new(seed, sample.Id, step) { Picture = (ulong)index };
                return chosen.Apply(picture, address, Purpose).Picture;
            })],
        };
    }
}
