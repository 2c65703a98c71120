using System.Globalization;
using Cppo.Images;
using Cppo.Perturbations.Operations;
using Cppo.Runtime;

namespace Cppo.Perturbations;

/// <summary>One grey level everywhere: nothing of the picture is left, unless its share is below 1; nothing is drawn.</summary>
public sealed record Grey() : Perturbation("grey", PerturbationEffect.Removing)
{
    /// <summary>The grey level.</summary>
    public byte Level { get; init; } = 127;

    /// <summary>How much of the grey is in the result: 1 is all of it, 0 the picture itself.</summary>
    public double Share { get; init; } = 1;

    /// <inheritdoc/>
    public override string Strength => Share == 1 ? $"level {Level}" : string.Create(CultureInfo.InvariantCulture, $"level {Level}, share {Share:0.##}");

    /// <inheritdoc/>
    protected override Perturbation Scale(double factor) => this with { Share = Math.Min(1, Share * factor) };

    /// <inheritdoc/>
    public override (Picture Picture, string Parameters) Apply(Picture picture, CounterRandom random) =>
        (picture.MixedWith(picture.AllGrey(Level), Share), Strength);
}
