using Cppo.Images;
using Cppo.Runtime;

namespace Cppo.Perturbations;

/// <summary>Reproducible draws: a pure function of perturbation, picture and address.</summary>
public static class PerturbationDraws
{
    /// <summary>Applies the draw that an address stands for. A perturbation's numbers are its own: others at the address do not share them.</summary>
    /// <param name="perturbation">What to apply.</param>
    /// <param name="picture">The original.</param>
    /// <param name="address">The draw's address.</param>
    /// <param name="purpose">What the draw is for: other purposes draw other numbers at the same address; "" for the views that are compared.</param>
    /// <exception cref="CppoException">A user-defined perturbation changed the size.</exception>
    public static PerturbedView Apply(this Perturbation perturbation, Picture picture, DrawAddress address, string purpose = "")
    {
        CounterRandom random = address.Stream($"perturbation {perturbation.Name}{(purpose.Length > 0 ? $" for {purpose}" : "")}", perturbation.Effect);
        (Picture changed, string parameters) = perturbation.Apply(picture, random);
        if ((changed.Width, changed.Height) != (picture.Width, picture.Height))
        {
            throw new CppoException(
                $"The perturbation {perturbation.Name} made {changed.Width} x {changed.Height} pixels of {picture.Width} x {picture.Height}.",
                "Keep the size: the three views of a picture share their tokens and positions.");
        }

        return new PerturbedView(changed, perturbation.Name, perturbation.Effect, parameters, address) { Title = perturbation.Title, Strength = perturbation.Strength };
    }
}
