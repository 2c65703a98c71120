using Cppo.Perturbations;
using Cppo.Runtime;
using Cppo.Training.Options;

namespace Cppo.Training;

/// <summary>A name and a value of an option, as text.</summary>
/// <param name="Name">Dotted: "Perception.TopShare".</param>
/// <param name="Value">The value; null where it was made in code and has no text (a user's own reward or perturbation).</param>
public readonly record struct OptionValue(string Name, string? Value)
{
    /// <summary>Name and value as the command line takes them.</summary>
    public override string ToString() => $"{Name}={Value ?? "(made in code)"}";
}

/// <summary>An option of a method.</summary>
/// <param name="Name">Dotted: "Perception.TopShare".</param>
/// <param name="Value">What it is now; null where it has no text.</param>
/// <param name="Allowed">What it takes, in words.</param>
/// <param name="Choices">Its values where they can be listed.</param>
public sealed record MethodOption(string Name, string? Value, string Allowed, IReadOnlyList<string> Choices)
{
    /// <summary>What it is for; empty where that is not known.</summary>
    public string Meaning { get; init; } = "";
}

/// <summary>
/// Options of a method by name, for command lines, option files and magics: every record property that a C# <c>with</c> could set,
/// by its dotted path, and records of the objective, the rewards and the perturbations by their names
/// (<c>Objective.Policy=gspo</c>, then <c>Objective.Policy.ClipHigh=3e-4</c>; <c>Perturbations=mild:rotation*0.5</c>).
/// </summary>
public static class MethodOptions
{
    /// <summary>The method with another value of an option.</summary>
    /// <param name="method">Unchanged.</param>
    /// <param name="name">Dotted, in any letter case.</param>
    /// <param name="value">As text; "none" empties an option that can be empty.</param>
    /// <exception cref="CppoException">There is no such option, or it cannot have that value; the advice says what there is.</exception>
    public static Method With(this Method method, string name, string value) =>
        (Method)OptionSetter.Set(method, name, OptionTree.Canonical(name).Split('.'), value);

    /// <summary>The method with other values of some options.</summary>
    /// <param name="method">Unchanged.</param>
    /// <param name="assignments">"name=value" each, applied in order.</param>
    /// <exception cref="CppoException">As for one; or a text without "=".</exception>
    public static Method With(this Method method, IEnumerable<string> assignments)
    {
        foreach (string assignment in assignments)
        {
            int equals = assignment.IndexOf('=');
            if (equals < 1)
            {
                throw new CppoException($"\"{assignment}\" sets no option.", "Write name=value, as in Perception.TopShare=0.3.");
            }

            method = method.With(assignment[..equals].Trim(), assignment[(equals + 1)..].Trim());
        }

        return method;
    }

    /// <summary>Every option of a method, in the order of the records.</summary>
    public static IReadOnlyList<MethodOption> All(Method method) => [.. Within("", method)];

    /// <summary>
    /// How a method differs from its preset (<see cref="Method.Preset"/>), so that <see cref="Rebuild"/> makes it again. A value without a
    /// text was made in code.
    /// </summary>
    public static IReadOnlyList<OptionValue> Changes(Method method)
    {
        List<OptionValue> changes = [];
        OptionDifferences.Collect("", Methods.Named(method.Preset), method, changes);
        return changes;
    }

    /// <summary>Makes a method of a preset's name and the differences from it.</summary>
    /// <param name="preset">For instance "cppo".</param>
    /// <param name="changes">As <see cref="Changes"/> gives them.</param>
    /// <exception cref="CppoException">There is no such preset or option, or a value was made in code.</exception>
    public static Method Rebuild(string preset, IEnumerable<OptionValue> changes) => changes.Aggregate(
        Methods.Named(preset),
        (method, change) => method.With(change.Name, change.Value ?? throw new CppoException(
            $"The option {change.Name} was made in code, so it cannot be made from text.", "Make the method in C# again, with the same code.")));

    internal static IEnumerable<MethodOption> Within(string path, object? node)
    {
        foreach (OptionSlot slot in OptionTree.Children(node))
        {
            string name = path.Length == 0 ? slot.Name : $"{path}.{slot.Name}";
            string meaning = slot.Value is Perturbation member ? member.Title : OptionMeanings.Of(node!.GetType(), slot.Name);
            if (OptionText.IsPlain(slot.Type))
            {
                yield return new(
                    name, OptionText.Of(slot.Value), OptionText.Allowed(slot.Type, slot.IsNullable), OptionText.Choices(slot.Type, slot.IsNullable))
                {
                    Meaning = meaning,
                };
                continue;
            }

            IReadOnlyList<string> names = OptionSetter.Names(slot);
            if (names.Count > 0) yield return new(name, OptionDifferences.NameOf(slot), OptionSetter.Allowed(slot), names) { Meaning = meaning };
            foreach (MethodOption option in Within(name, slot.Value)) yield return option;
        }
    }
}
