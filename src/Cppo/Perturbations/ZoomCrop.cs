using System.Globalization;
using Cppo.Images;
using Cppo.Perturbations.Operations;
using Cppo.Runtime;

namespace Cppo.Perturbations;

/// <summary>Shows a random part of the picture in the picture's size: what lies outside is lost. Defaults: both recipes'.</summary>
public sealed record ZoomCrop() : Perturbation("zoom-crop", PerturbationEffect.Removing)
{
    /// <summary>Side of the part as a share of the picture's; one draw for both sides.</summary>
    public Interval Side { get; init; } = new(0.6, 0.7);

    /// <inheritdoc/>
    public override string Title => "zoom crop";

    /// <inheritdoc/>
    public override string Strength => $"side {Side}";

    // What is cut away grows with the factor.
    /// <inheritdoc/>
    protected override Perturbation Scale(double factor) => this with { Side = Side.AwayFrom(1, factor) };

    /// <inheritdoc/>
    public override (Picture Picture, string Parameters) Apply(Picture picture, CounterRandom random)
    {
        double side = Side.Draw(random);
        int width = Math.Clamp((int)(picture.Width * side), 1, picture.Width), height = Math.Clamp((int)(picture.Height * side), 1, picture.Height);
        PixelRectangle part = new(random.Integer(0, picture.Width - width), random.Integer(0, picture.Height - height), width, height);
        return (picture.ZoomTo(part), string.Create(CultureInfo.InvariantCulture, $"side {side:F2} at ({part.X}, {part.Y})"));
    }
}
