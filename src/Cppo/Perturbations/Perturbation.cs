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
/// A random change of a picture that keeps its size. Implementations are a few lines: draw numbers from
/// <paramref name="Name"/>'s random stream, change pixels, say in words what was drawn.
/// </summary>
/// <param name="Name">Short name, the same in options, views and files ("rotation").</param>
/// <param name="Effect">Preserving or removing.</param>
public abstract record Perturbation(string Name, PerturbationEffect Effect)
{
    /// <summary>Applies one draw.</summary>
    /// <param name="picture">The original.</param>
    /// <param name="random">The stream to draw from.</param>
    /// <returns>The changed picture, of the same size, and the drawn parameters in words ("+1.0°").</returns>
    public abstract (Picture Picture, string Parameters) Apply(Picture picture, CounterRandom random);
}

/// <summary>One perturbed picture and how it came about.</summary>
/// <param name="Picture">The result.</param>
/// <param name="Name">The perturbation's name.</param>
/// <param name="Effect">Preserving or removing.</param>
/// <param name="Parameters">What was drawn, in words.</param>
/// <param name="Seed">The draw's own address, to repeat it: (seed, sample id, step).</param>
public sealed record PerturbedView(
    Picture Picture,
    string Name,
    PerturbationEffect Effect,
    string Parameters,
    DrawAddress Seed);

/// <summary>The address of a random draw: equal addresses give equal draws, on every machine.</summary>
/// <param name="Seed">The run's seed.</param>
/// <param name="Sample">The sample's id.</param>
/// <param name="Step">The training step.</param>
public readonly record struct DrawAddress(ulong Seed, ulong Sample, ulong Step)
{
    /// <summary>Which of the sample's pictures, from 0.</summary>
    public ulong Picture { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Picture == 0 ? $"{Seed}·{Sample}·{Step}" : $"{Seed}·{Sample}·{Step}·{Picture}";
}
