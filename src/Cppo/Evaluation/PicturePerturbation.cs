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
    private const string Removing = ":removing";

    /// <summary>Root of the random numbers.</summary>
    public ulong Seed { get; init; }

    /// <summary>The names that <see cref="Find"/> takes, without strengths and lists of members.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. PerturbationSet.Known.Select(member => member.Name),
        .. PerturbationSet.All.SelectMany(set => new[] { set.Name, set.Name + Removing }
            .Concat(set.Members.Select(member => $"{set.Name}:{member.Name}"))),
    ];

    /// <summary>
    /// A perturbation by its name: one with the recipe's strength ("rotation"), the preserving members of a set ("mild"), its removing
    /// ones ("mild:removing"), or some of its members ("mild:rotation,blur"); each with another strength ("rotation*0.5").
    /// </summary>
    /// <exception cref="CppoException">There is none of that name.</exception>
    public static PicturePerturbation Find(string name)
    {
        string[] strength = name.Split('*', 2);
        string factor = strength.Length == 1 ? "" : $"*{strength[1]}", head = strength[0];
        if (PerturbationSet.Known.Any(member => member.Name == head))
            return new(name, Named(PerturbationSet.Find($"{PerturbationSet.Paper.Name}:{head}{factor}"), head));
        string[] parts = head.Split(':', 2);
        if (PerturbationSet.All.All(set => set.Name != parts[0]))
            throw new CppoException($"There is no perturbation \"{parts[0]}\".", $"Use one of: {string.Join(", ", Names)}.");
        if (head.EndsWith(Removing, StringComparison.Ordinal)) return new(name, PerturbationSet.Find(parts[0] + factor).Removing);
        PerturbationSet found = PerturbationSet.Find(name);
        return new(name, parts.Length == 1 ? found.Preserving : Named(found, parts[1]));
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

    private static Perturbation[] Named(PerturbationSet set, string names) => [.. set.Members.Where(member => names.Split(',').Contains(member.Name))];
}
