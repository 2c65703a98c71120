using Cppo.Images;
using Cppo.Perturbations.Operations;
using Cppo.Runtime;

namespace Cppo.Perturbations;

/// <summary>Covers the picture with patches of uniform noise. Defaults: both recipes'.</summary>
public sealed record RandomOcclusion() : Perturbation("occlusion", PerturbationEffect.Removing)
{
    /// <summary>How many patches; they may overlap.</summary>
    public int Patches { get; init; } = 50;

    /// <summary>Width and height of a patch as shares of the picture's, drawn independently.</summary>
    public Interval Side { get; init; } = new(0.05, 0.15);

    /// <inheritdoc/>
    public override string Title => "noise patches";

    /// <inheritdoc/>
    public override string Strength => $"{Patches} patches, side {Side}";

    /// <inheritdoc/>
    protected override Perturbation Scale(double factor) => this with { Patches = (int)Math.Round(Patches * factor) };

    /// <inheritdoc/>
    public override (Picture Picture, string Parameters) Apply(Picture picture, CounterRandom random)
    {
        PixelRectangle[] patches = new PixelRectangle[Patches];
        List<byte> noise = [];
        for (int i = 0; i < Patches; i++)
        {
            // At least one pixel: on pictures below 20 pixels the recipe's patches would vanish.
            int width = Math.Clamp((int)(picture.Width * Side.Draw(random)), 1, picture.Width);
            int height = Math.Clamp((int)(picture.Height * Side.Draw(random)), 1, picture.Height);
            patches[i] = new PixelRectangle(random.Integer(0, picture.Width - width), random.Integer(0, picture.Height - height), width, height);
            noise.AddRange(CoverOperations.Noise(random, width * height * 3));
        }

        return (picture.WithPatches(patches, noise.ToArray()), Strength);
    }
}
