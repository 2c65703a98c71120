using Cppo.Images;
using Cppo.Perturbations.Operations;
using Cppo.Runtime;

namespace Cppo.Perturbations;

/// <summary>
/// What a run draws its two views from: one member of each list, all equally likely (paper, section 3 and appendix). Equal where name and
/// members are.
/// </summary>
public sealed partial record PerturbationSet
{
    /// <summary>Makes a set.</summary>
    /// <param name="name">Its name in options and files.</param>
    /// <param name="preserving">Members that keep the answer readable, at least one.</param>
    /// <param name="removing">Members that lose it, at least one.</param>
    /// <exception cref="CppoException">A list is empty, or has a member of the other kind.</exception>
    public PerturbationSet(string name, IReadOnlyList<Perturbation> preserving, IReadOnlyList<Perturbation> removing)
    {
        Require(name, preserving, PerturbationEffect.Preserving);
        Require(name, removing, PerturbationEffect.Removing);
        (Name, Preserving, Removing) = (name, preserving, removing);
    }

    /// <summary>The set of the paper's scripts (synchronous recipe).</summary>
    public static PerturbationSet Paper { get; } = new(
        "paper",
        [new ColourJitter(), new RandomPerspective(), new Rotation()],
        [new RandomOcclusion(), new ZoomCrop()]);

    /// <summary>The asynchronous recipe's: with Gaussian blur.</summary>
    public static PerturbationSet PaperAsync { get; } = new("paper-async", [.. Paper.Preserving, new GaussianBlur()], Paper.Removing);

    /// <summary>Weaker preserving members, for small pictures such as the procedural world's: bilinear, edges continued.</summary>
    public static PerturbationSet Mild { get; } = new(
        "mild",
        [
            new ColourJitter { Brightness = new(0.75, 1.2), Contrast = new(0.7, 1.3), Saturation = new(0.6, 1.4) },
            new RandomPerspective { Distortion = 0.1, Border = Border.Edge, WholePixels = false },
            new Rotation { Degrees = 4, Interpolation = Interpolation.Bilinear, Border = Border.Edge },
            new GaussianBlur { Border = BlurBorder.Edge },
        ],
        [new RandomOcclusion(), new ZoomCrop()]);

    /// <summary>A part of the paper's set to train on where generalisation is the question; <see cref="PaperUnseen"/> is the rest.</summary>
    public static PerturbationSet PaperSeen { get; } = new("paper-seen", [new ColourJitter(), new RandomPerspective()], [new RandomOcclusion()]);

    /// <summary>The paper's perturbations that <see cref="PaperSeen"/> holds out, for evaluation.</summary>
    public static PerturbationSet PaperUnseen { get; } = new("paper-unseen", [new Rotation()], [new ZoomCrop()]);

    /// <summary>The sets that have a name of their own.</summary>
    public static IReadOnlyList<PerturbationSet> All { get; } = [Paper, PaperAsync, Mild, PaperSeen, PaperUnseen];

    /// <summary>Perturbations that no recipe's set has: for ablations, PAPO's masked branch, tests of robustness, and comparison.</summary>
    public static IReadOnlyList<Perturbation> Others { get; } = [new BlackSquares(), new PatchMasking(), new Grey(), new FullNoise(), new GaussianNoise(), new Shift()];

    /// <summary>Its name in options and files.</summary>
    public string Name { get; private init; }

    /// <summary>Members that keep the answer readable.</summary>
    public IReadOnlyList<Perturbation> Preserving { get; private init; }

    /// <summary>Members that lose it.</summary>
    public IReadOnlyList<Perturbation> Removing { get; private init; }

    /// <summary>A member by its name.</summary>
    /// <param name="name">For instance "rotation".</param>
    /// <exception cref="CppoException">The set has no such member.</exception>
    public Perturbation Member(string name) =>
        Members.FirstOrDefault(member => member.Name == name)
        ?? throw new CppoException(
            $"The perturbation set {Name} has no member \"{name}\".",
            $"Use one of: {string.Join(", ", Members.Select(member => member.Name))}.");

    /// <summary>Draws one preserving and one removing view, independently; equal addresses give equal views.</summary>
    /// <param name="picture">The original.</param>
    /// <param name="address">Seed, sample and step: the synchronous recipe draws once a step, the asynchronous once a sample (step 0).</param>
    public ViewPair Draw(Picture picture, DrawAddress address) =>
        new(
            Choose(Preserving, PerturbationEffect.Preserving, address).Apply(picture, address),
            Choose(Removing, PerturbationEffect.Removing, address).Apply(picture, address));

    private static Perturbation Choose(IReadOnlyList<Perturbation> members, PerturbationEffect effect, DrawAddress address) =>
        address.Stream("perturbation member", effect).Choose(members);

    private static void Require(string name, IReadOnlyList<Perturbation> members, PerturbationEffect effect)
    {
        string kind = effect.ToString().ToLowerInvariant();
        if (members.Count == 0) throw new CppoException($"The perturbation set {name} has no {kind} member.", "Give at least one of each kind.");
        if (members.FirstOrDefault(member => member.Effect != effect) is { } stranger)
        {
            throw new CppoException($"{stranger.Name} is in the {kind} list of the perturbation set {name}, but it is not {kind}.", "Put it into the other list.");
        }
    }
}
