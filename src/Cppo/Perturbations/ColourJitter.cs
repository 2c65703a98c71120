using System.Globalization;
using Cppo.Images;
using Cppo.Perturbations.Operations;
using Cppo.Runtime;

namespace Cppo.Perturbations;

/// <summary>Random brightness, contrast and saturation, in random order; no hue. Defaults: the paper's ranges.</summary>
public sealed record ColourJitter() : Perturbation("jitter", PerturbationEffect.Preserving)
{
    /// <summary>Factor of brightness.</summary>
    public Interval Brightness { get; init; } = new(0.2, 1.3);

    /// <summary>Factor of contrast.</summary>
    public Interval Contrast { get; init; } = new(0.2, 1.8);

    /// <summary>Factor of saturation.</summary>
    public Interval Saturation { get; init; } = new(0.2, 1.8);

    /// <inheritdoc/>
    public override string Title => "colour jitter";

    /// <inheritdoc/>
    public override string Strength => $"brightness {Brightness}, contrast {Contrast}, saturation {Saturation}";

    /// <inheritdoc/>
    protected override Perturbation Scale(double factor) => this with
    {
        Brightness = Brightness.AwayFrom(1, factor), Contrast = Contrast.AwayFrom(1, factor), Saturation = Saturation.AwayFrom(1, factor),
    };

    /// <inheritdoc/>
    public override (Picture Picture, string Parameters) Apply(Picture picture, CounterRandom random)
    {
        (string Name, double Factor, Func<Picture, double, Picture> Change)[] steps =
        [
            ("brightness", Brightness.Draw(random), ColourOperations.WithBrightness),
            ("contrast", Contrast.Draw(random), ColourOperations.WithContrast),
            ("saturation", Saturation.Draw(random), ColourOperations.WithSaturation),
        ];
        random.Shuffle(steps);
        foreach ((_, double factor, Func<Picture, double, Picture> change) in steps) picture = change(picture, factor);
        return (picture, string.Join(", ", steps.Select(step => string.Create(CultureInfo.InvariantCulture, $"{step.Name} {step.Factor:F2}"))));
    }
}
