using System.Globalization;
using Cppo.Runtime;

namespace Cppo.Perturbations;

/// <content>Parts of a set, other strengths, and both as text: <c>mild</c>, <c>mild:rotation,occlusion</c>, <c>paper*0.5</c>.</content>
public sealed partial record PerturbationSet
{
    /// <summary>
    /// A set by its name, or a part of it, or another strength: <c>NAME[:MEMBER,...][*FACTOR]</c>. Members that the set does not have are
    /// taken as they are by default (<c>paper:rotation,grey</c>); a kind of which no member is named stays whole.
    /// </summary>
    /// <param name="name">For instance "mild", "paper:rotation" or "paper:rotation,zoom-crop*0.5".</param>
    /// <exception cref="CppoException">There is no such set or member, or the factor is no number of at least 0.</exception>
    public static PerturbationSet Find(string name)
    {
        (string head, string? factor) = Cut(name, '*');
        (string set, string? members) = Cut(head, ':');
        PerturbationSet found = All.FirstOrDefault(known => known.Name == set) ?? throw new CppoException(
            $"There is no perturbation set \"{set}\".",
            $"Use one of: {string.Join(", ", All.Select(known => known.Name))}; a part of one is written as paper:rotation,zoom-crop, half of its strength as paper*0.5.");
        if (members is not null) found = found.Only([.. members.Split(',')]);
        if (factor is null) return found;
        return double.TryParse(factor, NumberStyles.Float, CultureInfo.InvariantCulture, out double strength)
            ? found.AtStrength(strength)
            : throw new CppoException($"The strength \"{factor}\" of the perturbation set {set} is no number.", "Write it with a point, as in paper*0.5.");
    }

    /// <summary>Some members alone; a kind of which none is named stays whole. Members of no set are found too ("grey").</summary>
    /// <param name="names">For instance "rotation".</param>
    /// <exception cref="CppoException">There is no such perturbation.</exception>
    public PerturbationSet Only(params IReadOnlyList<string> names)
    {
        Perturbation[] chosen = [.. names.Distinct().Select(name => Members.Concat(Known).FirstOrDefault(member => member.Name == name) ?? throw new CppoException(
            $"There is no perturbation \"{name}\".", $"Use one of: {string.Join(", ", Members.Concat(Known).Select(member => member.Name).Distinct())}."))];
        Perturbation[] keep = [.. chosen.Where(member => member.Effect == PerturbationEffect.Preserving)];
        Perturbation[] lose = [.. chosen.Where(member => member.Effect == PerturbationEffect.Removing)];
        return new(
            $"{Name}:{string.Join(',', chosen.Select(member => member.Name))}",
            keep.Length > 0 ? keep : Preserving,
            lose.Length > 0 ? lose : Removing);
    }

    /// <summary>Every member stronger or weaker: 0 changes no picture, 1 is this set, 2 goes twice as far.</summary>
    /// <param name="factor">At least 0.</param>
    /// <exception cref="CppoException">The factor is negative or not finite, or a member has no strength.</exception>
    public PerturbationSet AtStrength(double factor)
    {
        if (factor == 1) return this;
        return new(
            string.Create(CultureInfo.InvariantCulture, $"{Name}*{factor}"),
            [.. Preserving.Select(member => member.AtStrength(factor))],
            [.. Removing.Select(member => member.AtStrength(factor))]);
    }

    /// <summary>All perturbations that have a name, as they are by default.</summary>
    public static IEnumerable<Perturbation> Known => PaperAsync.Members.Concat(Others);

    /// <summary>Preserving members first.</summary>
    internal IEnumerable<Perturbation> Members => Preserving.Concat(Removing);

    /// <summary>The same set with another member in place of the one of its name.</summary>
    internal PerturbationSet With(Perturbation changed) => new(
        Name,
        [.. Preserving.Select(member => member.Name == changed.Name ? changed : member)],
        [.. Removing.Select(member => member.Name == changed.Name ? changed : member)]);

    /// <inheritdoc/>
    public bool Equals(PerturbationSet? other) =>
        other is not null && Name == other.Name && Preserving.SequenceEqual(other.Preserving) && Removing.SequenceEqual(other.Removing);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Preserving.Count, Removing.Count);

    private static (string Before, string? After) Cut(string text, char at)
    {
        int index = text.IndexOf(at);
        return index < 0 ? (text, null) : (text[..index], text[(index + 1)..]);
    }
}
