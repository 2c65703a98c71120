using System.Globalization;
using Cppo.Images;
using Cppo.Runtime;

namespace Cppo.Perturbations;

/// <summary>A perturbation written by the user, for instance in a notebook cell.</summary>
/// <param name="Name">Its name; the random stream depends on it.</param>
/// <param name="Effect">Preserving or removing.</param>
/// <param name="Change">Makes the changed picture, of the same size, with numbers from the stream it is given.</param>
public sealed record UserPerturbation(string Name, PerturbationEffect Effect, Func<Picture, CounterRandom, Picture> Change)
    : Perturbation(Name, Effect)
{
    /// <summary>A perturbation that can be made stronger and weaker.</summary>
    /// <param name="name">Its name; the random stream depends on it.</param>
    /// <param name="effect">Preserving or removing.</param>
    /// <param name="change">Makes the changed picture from the stream and the strength: 1 as meant, 0 no change.</param>
    public UserPerturbation(string name, PerturbationEffect effect, Func<Picture, CounterRandom, double, Picture> change)
        : this(name, effect, (picture, random) => change(picture, random, 1)) => ChangeAtStrength = change;

    /// <inheritdoc/>
    public override string Strength => Factor == 1 ? "user-defined" : string.Create(CultureInfo.InvariantCulture, $"user-defined × {Factor:0.##}");

    private Func<Picture, CounterRandom, double, Picture>? ChangeAtStrength { get; }

    private double Factor { get; init; } = 1;

    /// <inheritdoc/>
    protected override Perturbation Scale(double factor)
    {
        if (ChangeAtStrength is not { } change) return base.Scale(factor);
        double strength = Factor * factor;
        return this with { Factor = strength, Change = (picture, random) => change(picture, random, strength) };
    }

    /// <inheritdoc/>
    public override (Picture Picture, string Parameters) Apply(Picture picture, CounterRandom random) =>
        (Change(picture, random) ?? throw new CppoException($"The perturbation {Name} gave no picture.", "Return the changed picture."), Strength);
}
