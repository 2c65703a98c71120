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
    /// <inheritdoc/>
    public override string Strength => "user-defined";

    /// <inheritdoc/>
    public override (Picture Picture, string Parameters) Apply(Picture picture, CounterRandom random) =>
        (Change(picture, random) ?? throw new CppoException($"The perturbation {Name} gave no picture.", "Return the changed picture."), Strength);
}
