using System.Globalization;
using Cppo.Runtime;

namespace Cppo.Perturbations;

/// <summary>A range that numbers are drawn from uniformly.</summary>
/// <param name="Low">Smallest.</param>
/// <param name="High">Largest.</param>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>A uniform draw.</summary>
    /// <param name="random">The stream to draw from.</param>
    public double Draw(CounterRandom random) => random.Uniform(Low, High);

    /// <summary>Both ends moved away from a neutral value by a factor, or towards it; never below 0.</summary>
    /// <param name="neutral">The value that changes nothing.</param>
    /// <param name="factor">1 changes nothing, 0 gives the neutral value.</param>
    internal Interval AwayFrom(double neutral, double factor) =>
        new(Math.Max(0, neutral + ((Low - neutral) * factor)), Math.Max(0, neutral + ((High - neutral) * factor)));

    /// <summary>With two decimals: "0.75–1.20".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Low:F2}–{High:F2}");
}
