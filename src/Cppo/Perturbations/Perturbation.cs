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

    /// <summary>Applies one draw.</summary>
    /// <param name="picture">The original.</param>
    /// <param name="random">The stream to draw from.</param>
    /// <returns>The changed picture, of the same size, and the drawn parameters in words ("+1.0°").</returns>
    public abstract (Picture Picture, string Parameters) Apply(Picture picture, CounterRandom random);
}
