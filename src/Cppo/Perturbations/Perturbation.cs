using Cppo.Images;
using Cppo.Runtime;

namespace Cppo.Perturbations;

/// <summary>What a perturbation does to the information in a picture (paper, section 3).</summary>
public enum PerturbationEffect
{
    /// <summary>The answer stays readable; the policy should not change.</summary>
    Preserving,

    /// <summary>The answer should be lost; the policy should change.</summary>
    Removing,
}

/// <summary>
/// A random change of a picture that keeps its size. Implementations are a few lines: draw numbers from the given stream, change
/// pixels, say in words what was drawn. Reproducible draws are made by <see cref="PerturbationDraws"/>.
/// </summary>
/// <param name="Name">Short name, the same in options, views and files ("rotation").</param>
/// <param name="Effect">Preserving or removing.</param>
public abstract record Perturbation(string Name, PerturbationEffect Effect)
{
    /// <summary>The name in words, for views ("colour jitter").</summary>
    public virtual string Title => Name;

    /// <summary>The range that draws come from, in words ("±10°").</summary>
    public abstract string Strength { get; }

    /// <summary>The same perturbation, stronger or weaker: 0 leaves pictures as they are, 1 is this one, 2 twice as far from the original.</summary>
    /// <param name="factor">At least 0; shares of a picture end at 1, whatever the factor.</param>
    /// <exception cref="CppoException">The factor is negative or not finite, or the perturbation has no strength.</exception>
    public Perturbation AtStrength(double factor)
    {
        if (!(factor >= 0) || !double.IsFinite(factor))
        {
            throw new CppoException($"The strength of {Name} is {factor}.", "Give 1 for the perturbation as it is, less for a weaker one, more for a stronger one.");
        }

        return factor == 1 ? this : Scale(factor);
    }

    /// <summary>Makes the perturbation of another strength; the factor is at least 0 and not 1.</summary>
    protected virtual Perturbation Scale(double factor) => throw new CppoException(
        $"The perturbation {Name} has no strength that could be changed.", "Override Scale, or write a UserPerturbation whose function takes the strength.");

    /// <summary>Applies one draw.</summary>
    /// <param name="picture">The original.</param>
    /// <param name="random">The stream to draw from.</param>
    /// <returns>The changed picture, of the same size, and the drawn parameters in words ("+1.0°").</returns>
    public abstract (Picture Picture, string Parameters) Apply(Picture picture, CounterRandom random);
}
