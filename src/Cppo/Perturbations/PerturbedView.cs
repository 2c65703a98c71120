using Cppo.Images;
using Cppo.Runtime;

namespace Cppo.Perturbations;

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
    DrawAddress Seed)
{
    /// <summary>The perturbation's name in words.</summary>
    public string Title { get; init; } = Name;

    /// <summary>The range that the draw came from, in words.</summary>
    public string Strength { get; init; } = "";
}

/// <summary>The two views of one picture that a training step compares (paper, section 3).</summary>
/// <param name="Preserving">The view that keeps the answer readable.</param>
/// <param name="Removing">The view that loses it.</param>
public sealed record ViewPair(PerturbedView Preserving, PerturbedView Removing);

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

    /// <summary>Opens the address's stream for one kind of draw.</summary>
    internal CounterRandom Stream(string purpose, PerturbationEffect effect) => new(Seed, purpose, Sample, Step, (2 * Picture) + (ulong)effect);
}
