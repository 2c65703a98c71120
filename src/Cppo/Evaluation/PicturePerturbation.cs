using Cppo.Perturbations;
using Cppo.Rollouts;
using Cppo.Runtime;

namespace Cppo.Evaluation;

/// <summary>
/// What the pictures of an evaluation go through, to see whether a model is robust (information-preserving) or looks at all
/// (information-removing). One fixed draw a sample: a function of (seed, sample id) alone, so that two models see the same pictures.
/// </summary>
/// <param name="Name">Its name in options and reports.</param>
/// <param name="Members">One of them is drawn for each sample, all equally likely.</param>
public sealed record PicturePerturbation(string Name, IReadOnlyList<Perturbation> Members)
{
    private const string Removing = "removing";

    /// <summary>Root of the random numbers.</summary>
    public ulong Seed { get; init; }

    /// <summary>Every name that <see cref="Find"/> takes.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Alone.Select(member => member.Name),
        .. PerturbationSet.All.SelectMany(set => new[] { set.Name, $"{set.Name}:{Removing}" }
            .Concat(set.Preserving.Concat(set.Removing).Select(member => $"{set.Name}:{member.Name}"))),
    ];

    private static IEnumerable<Perturbation> Alone =>
        [.. PerturbationSet.PaperAsync.Preserving, .. PerturbationSet.PaperAsync.Removing, .. PerturbationSet.Others];

    /// <summary>
    /// A perturbation by its name: one with the recipe's strength ("rotation", "grey"), the preserving members of a set ("mild"), its
    /// removing ones ("mild:removing"), or one of its members ("mild:rotation").
    /// </summary>
    /// <exception cref="CppoException">There is none of that name.</exception>
    public static PicturePerturbation Find(string name)
    {
        if (Alone.FirstOrDefault(member => member.Name == name) is { } alone) return new(name, [alone]);
        string[] parts = name.Split(':');
        if (PerturbationSet.All.FirstOrDefault(set => set.Name == parts[0]) is not { } found || parts.Length > 2)
        {
            throw new CppoException($"There is no perturbation \"{name}\".", $"Use one of: {string.Join(", ", Names)}.");
        }

        if (parts.Length == 1) return new(name, found.Preserving);
        return parts[1] == Removing ? new(name, found.Removing) : new(name, [found.Member(parts[1])]);
    }

    /// <summary>The sample with changed pictures; everything else, its id included, stays.</summary>
    public Sample Apply(Sample sample)
    {
        Perturbation member = new CounterRandom(Seed, "evaluation perturbation", sample.Id).Choose(Members);
        return sample with
        {
            Pictures = [.. sample.Pictures.Select((picture, index) =>
                member.Apply(picture, new DrawAddress(Seed, sample.Id, 0) { Picture = (ulong)index }).Picture)],
        };
    }
}
