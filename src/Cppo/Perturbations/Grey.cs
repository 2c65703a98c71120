using Cppo.Images;
using Cppo.Perturbations.Operations;
using Cppo.Runtime;

namespace Cppo.Perturbations;

/// <summary>One grey level everywhere: nothing of the picture is left; nothing is drawn.</summary>
public sealed record Grey() : Perturbation("grey", PerturbationEffect.Removing)
{
    /// <summary>The grey level.</summary>
    public byte Level { get; init; } = 127;

    /// <inheritdoc/>
    public override string Strength => $"level {Level}";

    /// <inheritdoc/>
    public override (Picture Picture, string Parameters) Apply(Picture picture, CounterRandom random) => (picture.AllGrey(Level), Strength);
}
